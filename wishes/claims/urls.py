from django.urls import path

from wishes.claims import views
from wishes.views import thanking

app_name = "claims"
urlpatterns = [
    path("claims/<str:token>/", views.own, name="own"),
    path("claims/<str:token>/tag.pdf", views.tag, name="tag"),
    path("follow/<str:token>/thanks/", thanking.say_thanks, name="say_thanks"),
    path("<slug:code>/claim/", views.claim, name="claim"),
    path("<slug:code>/claim/sent/", views.sent, name="sent"),
]
