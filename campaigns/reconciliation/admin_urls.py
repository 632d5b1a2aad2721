from django.urls import path

from campaigns.reconciliation import views

app_name = "finance_desk"
urlpatterns = [
    path("", views.show, name="desk"),
    path("compare/", views.compare_now, name="compare"),
    path("differences/<int:pk>/", views.difference, name="difference"),
    path("differences/<int:pk>/look-again/", views.look_again_at, name="look_again"),
    path("differences/<int:pk>/agree/", views.agree, name="agree"),
    path("held/<int:pk>/", views.held_payment, name="held"),
    path("held/<int:pk>/recheck/", views.recheck, name="recheck"),
    path("held/decisions/<int:pk>/", views.decide, name="decide"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/set-aside/", views.set_message_aside, name="set_aside"),
    path("messages/<int:pk>/try/", views.try_message, name="try_message"),
]
