from django.urls import path

from campaigns.funds import views
from campaigns.funds.open_data.views import index

app_name = "funds"
urlpatterns = [
    path("funds/<slug:slug>/", views.fund_page, name="fund"),
    path("open-data/", index, name="open_data"),
]
