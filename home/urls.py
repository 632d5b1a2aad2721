"""Addresses outside the languages: what machines ask for."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from home.robots import robots
from home.sitemaps import SITEMAPS

urlpatterns = [
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
