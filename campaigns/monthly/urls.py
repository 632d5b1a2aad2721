from django.urls import path

from campaigns.monthly import views

app_name = "monthly"
urlpatterns = [
    path("donate/<slug:fund_slug>/monthly/", views.give, name="give"),
    path("monthly/<slug:token>/", views.gift, name="gift"),
    path("monthly/<slug:token>/amount/", views.amount, name="amount"),
    path("monthly/<slug:token>/card/", views.card, name="card"),
    path("monthly/<slug:token>/stop/", views.stop_gift, name="stop"),
]
