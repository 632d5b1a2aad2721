from django.urls import path

from wishes import feeds
from wishes.retention import views as retention
from wishes.views import catalogue, follow, institution, link_again, telling

app_name = "wishes"
urlpatterns = [
    path("", catalogue.wish_list, name="list"),
    path("feed/", feeds.NewestWishes(), name="feed"),
    path("submit/", telling.submit, name="submit"),
    path("follow/", link_again.ask, name="link_ask"),
    path("follow/sent/", link_again.sent, name="link_sent"),
    path("follow/<str:token>/data/", retention.own_data, name="own_data"),
    path("copy/<slug:key>/", retention.copy, name="copy"),
    path("follow/<str:token>/", follow.follow, name="follow"),
    path("institution/", institution.ask, name="institution_ask"),
    path("institution/sent/", institution.sent, name="institution_sent"),
    path("institution/<str:token>/", institution.home, name="institution"),
    path("institution/<str:token>/new/", institution.tell, name="institution_tell"),
    path("institution/<str:token>/<slug:code>/", institution.wish, name="institution_wish"),
    path("<slug:code>/", catalogue.detail, name="detail"),
]
