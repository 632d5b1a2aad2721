from django.urls import path

from wishes import feeds
from wishes.views import catalogue, follow, telling

app_name = "wishes"
urlpatterns = [
    path("", catalogue.wish_list, name="list"),
    path("feed/", feeds.NewestWishes(), name="feed"),
    path("submit/", telling.submit, name="submit"),
    path("follow/<str:token>/", follow.follow, name="follow"),
    path("<slug:code>/", catalogue.detail, name="detail"),
]
