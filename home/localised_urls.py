"""Addresses below /<language>/ that no app of its own answers for."""

from django.urls import path, re_path

from home.feeds import NewsFeed, StoryFeed
from home.serving import serve

urlpatterns = [
    path("news/feed/", NewsFeed(), name="news_feed"),
    path("stories/feed/", StoryFeed(), name="story_feed"),
    # Wagtail's pattern less its log-in pages; addresses are still made from Wagtail's own.
    re_path(r"^(?!_util/)((?:[\w\-]+/)*)$", serve, name="page"),
]
