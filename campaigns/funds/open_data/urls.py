"""Below /open-data/, outside the languages: addresses for machines."""

from django.urls import path, re_path

from campaigns.funds.open_data import views

urlpatterns = [
    path("", views.index_in_readers_language),
    re_path(r"^(?P<name>[a-z-]+)\.(?P<ending>csv|json)$", views.data_file, name="open_data_file"),
]
