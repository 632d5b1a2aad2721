from django.urls import path

from campaigns.receipts import views

app_name = "receipts"
urlpatterns = [
    path("gifts/<slug:token>/receipt.pdf", views.receipt_file, name="pdf"),
    path("receipts/check/<str:number>/", views.check, name="check"),
]
