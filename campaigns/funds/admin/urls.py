from django.urls import path

from campaigns.funds.admin import views
from campaigns.funds.models import Allocation, Purchase, WishPurchase

app_name = "fund_desk"
urlpatterns = [
    path("set-aside/", views.ProposeAllocationView.as_view(), name="set_aside"),
    path("pay/", views.ProposePurchaseView.as_view(), name="pay"),
    path("pay-wish/", views.ProposeWishPurchaseView.as_view(), name="pay_wish"),
    path("apartments/<int:pk>/hand-over/", views.HandOverView.as_view(), name="hand_over"),
]
for model in (Allocation, Purchase, WishPurchase):
    name = model._meta.model_name
    urlpatterns += [
        path(f"{name}/<int:pk>/act/", views.ActView.as_view(model=model), name=f"{name}_act"),
        path(
            f"{name}/<int:pk>/document/",
            views.DocumentView.as_view(model=model),
            name=f"{name}_document",
        ),
    ]
