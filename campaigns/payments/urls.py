from django.urls import path

from campaigns.payments import views
from campaigns.payments.giving import short
from campaigns.payments.giving.trace import trace

app_name = "payments"
urlpatterns = [
    path("donate/<slug:fund_slug>/", views.donate, name="donate"),
    path("donate/<slug:fund_slug>/poster/", short.poster, name="poster"),
    path("gifts/<slug:token>/", views.gift, name="gift"),
    path("gifts/<slug:token>/trace/", trace, name="trace"),
]
