"""Addresses short enough for a poster; they bear no language and never change."""

from django.urls import path

from campaigns.payments.giving import short

app_name = "short"
urlpatterns = [
    path("<slug:fund_slug>.svg", short.qr, name="qr"),
    path("<slug:fund_slug>/", short.lead, name="lead"),
]
