"""Addresses outside the languages: what machines ask for."""

from django.contrib.sitemaps import views
from django.urls import path

from home.robots import robots
from home.sitemaps import SITEMAPS, sitemap

urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<section>.xml", views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap_section"),
    path("robots.txt", robots, name="robots"),
]
