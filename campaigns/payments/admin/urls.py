from django.urls import path

from campaigns.payments.admin import views

app_name = "refund_desk"
urlpatterns = [
    path("ask/<uuid:gift>/", views.AskView.as_view(), name="ask"),
    path("<uuid:pk>/act/", views.ActView.as_view(), name="act"),
    path("<uuid:pk>/paid-out/", views.PaidOutView.as_view(), name="paid_out"),
]
