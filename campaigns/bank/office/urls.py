from django.urls import path

from campaigns.bank.office import balance, cash, line, lines

app_name = "bank_office"
urlpatterns = [
    path("", lines.lines, name="lines"),
    path("lines/<int:line_id>/", line.line, name="line"),
    path("files/", lines.files, name="files"),
    path("pledges/", lines.pledges, name="pledges"),
    path("balance/", balance.balance, name="balance"),
    path("balance/<int:pk>/", balance.decide_opening, name="decide_opening"),
    path("cash/", cash.overview, name="cash"),
    path("cash/new/<slug:word>/", cash.new, name="new_cash"),
    path("cash/<slug:word>/<int:record_id>/", cash.decide, name="decide_cash"),
]
