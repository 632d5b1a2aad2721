from django.urls import path

from campaigns.donors import views

app_name = "donors"
urlpatterns = [
    path("my-gifts/", views.ask, name="ask"),
    path("my-gifts/sent/", views.sent, name="sent"),
    path("my-gifts/link/<slug:token>/", views.link, name="link"),
    # The visit's cookie is sent below here and nowhere else.
    path("my-gifts/open/", views.gifts, name="gifts"),
    path("my-gifts/open/statement.pdf", views.statement, name="statement"),
    path("my-gifts/open/copy.json", views.copy, name="copy"),
    path("my-gifts/open/request/", views.data_request, name="request"),
    path("my-gifts/open/leave/", views.leave, name="leave"),
]
