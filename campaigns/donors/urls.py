from django.urls import URLPattern

app_name = "donors"
urlpatterns: list[URLPattern] = []
