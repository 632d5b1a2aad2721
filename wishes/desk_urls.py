from django.urls import path

from wishes.views import desk

app_name = "wish_desk"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("<slug:code>/", desk.review, name="review"),
    path("<slug:code>/edit/", desk.edit, name="edit"),
    path("<slug:code>/take-off/", desk.take_off, name="take_off"),
    path("<slug:code>/hits/<int:hit_id>/", desk.allow, name="allow"),
    path("<slug:code>/files/<int:evidence_id>/", desk.evidence, name="evidence"),
]
