"""Wagtail notes who refers to whom each time a record is saved. For pages that is of use; for money
and children's records it would be a task for each change, and a copy of their numbers beside it."""

import pytest
from django.apps import apps
from wagtail.models import ReferenceIndex

# Records that a page or a person's account may refer to, and which refer to nothing private.
NOTED = {"claims.Hub", "funds.Fund"}
RECORDS = (
    "audit", "bank", "claims", "donors", "dossiers", "funds", "monthly", "outbox", "payments",
    "receipts", "reconciliation",
)  # fmt: skip


@pytest.mark.parametrize("app", RECORDS)
def test_records_of_money_and_children_are_not_noted(app):
    noted = {
        model._meta.label
        for model in apps.get_app_config(app).get_models()
        if ReferenceIndex.model_is_indexable(model)
    }
    assert noted <= NOTED
