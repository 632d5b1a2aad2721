from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BankConfig(AppConfig):
    name = "campaigns.bank"
    label = "bank"
    verbose_name = _("Bank and cash")

    def ready(self) -> None:
        from campaigns.bank.cash import reported
        from campaigns.funds.open_data.unconfirmed import REPORTED
        from campaigns.payments.giving.gift_page import WAITING_PAGES
        from campaigns.payments.models import Method

        WAITING_PAGES[Method.TRANSFER] = "bank:details"
        REPORTED.append(reported)
