from django.urls import path

from campaigns.bank import views

app_name = "bank"
urlpatterns = [
    path("donate/<slug:fund_slug>/transfer/", views.transfer, name="transfer"),
    path("gifts/<slug:token>/transfer/", views.details, name="details"),
    path("gifts/<slug:token>/transfer/order/", views.order, name="order"),
    path("gifts/<slug:token>/transfer/code.svg", views.code, name="code"),
]
