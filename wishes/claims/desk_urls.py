from django.urls import path

from wishes.claims import desk, desk_pauses

app_name = "claim_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("paused/", desk_pauses.paused, name="paused"),
    path("wishes/<slug:code>/buy/", desk.buy, name="buy"),
    # Printed on tags.
    path("gifts/<slug:code>/", desk.gift, name="gift"),
    path("gifts/<slug:code>/paper/", desk.paper, name="paper"),
]
