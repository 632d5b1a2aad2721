from django.urls import path

from wishes.views.desk import keeping, queue, together, wish, words

app_name = "wish_desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("ticked/", together.ticked, name="ticked"),
    path("together/", together.together, name="together"),
    path("<slug:code>/", wish.review, name="review"),
    path("<slug:code>/edit/", words.edit, name="edit"),
    path("<slug:code>/take-out/", words.take_out, name="take_out"),
    path("<slug:code>/hits/<int:hit_id>/", words.hit, name="allow"),
    path("<slug:code>/assign/", keeping.assign, name="assign"),
    path("<slug:code>/notes/", keeping.note, name="note"),
    path("<slug:code>/take-off/", keeping.take_off, name="take_off"),
    path("<slug:code>/files/<int:evidence_id>/", keeping.evidence, name="evidence"),
]
