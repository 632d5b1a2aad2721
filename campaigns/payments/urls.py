from django.urls import path

from campaigns.payments import views

app_name = "payments"
urlpatterns = [
    path("donate/<slug:fund_slug>/", views.donate, name="donate"),
    path("gifts/<slug:token>/", views.gift, name="gift"),
]
