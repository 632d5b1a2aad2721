"""Many approved at once: only at the last reading, each through its own gate, honestly told."""

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from tests.factories import wishes as make
from wishes import lifecycle
from wishes.models import CatalogueEntry

pytestmark = pytest.mark.django_db

TOGETHER = "wish_desk:together"


def approve(client, *wishes, **seen):
    data = {"wish": [wish.code for wish in wishes]}
    data |= {f"seen_{w.code}": seen.get(w.code, make.latest(w).fingerprint) for w in wishes}
    response = client.post(reverse(TOGETHER), data)
    assert response.status_code == 200
    return {one.wish.code: one for one in response.context["outcomes"]}


def test_ticked_wishes_are_read_together_and_go_on_the_site(desk):
    wishes = [make.safeguarded_wish() for _n in range(3)]
    ticked = {"wish": [wish.code for wish in wishes], "action": "together"}
    page = desk.post(reverse("wish_desk:ticked"), ticked, follow=True)
    for wish in wishes:
        assert wish.code in page.text
    assert page.text.count("Хочу играть с друзьями") == 3
    # The public words alone: no dossier is opened by this.
    assert "Байтерекова" not in page.text
    assert not AuditEntry.objects.filter(action="dossier.read").exists()
    outcomes = approve(desk, *wishes)
    assert all(one.is_done for one in outcomes.values())
    assert CatalogueEntry.objects.count() == 3


def test_the_first_step_is_never_taken_together(desk):
    wish = make.tell_wish()
    assert not approve(desk, wish)[wish.code].is_done
    wish.refresh_from_db()
    assert wish.safeguarded_by is None


def test_each_is_judged_alone_and_the_list_says_why_not(desk, moderator):
    good = make.safeguarded_wish()
    own = make.safeguarded_wish(by=moderator)
    withdrawn = make.safeguarded_wish()
    lifecycle.withdraw(withdrawn)
    changed = make.safeguarded_wish()
    outcomes = approve(desk, good, own, withdrawn, changed, **{changed.code: "other words"})
    assert outcomes[good.code].is_done
    for wish in (own, withdrawn, changed):
        assert not outcomes[wish.code].is_done
        assert outcomes[wish.code].why
    assert [entry.code for entry in CatalogueEntry.objects.all()] == [good.code]


def test_a_wish_that_was_never_shown_is_not_approved_by_its_code(desk):
    wish = make.safeguarded_wish()
    desk.post(reverse(TOGETHER), {"wish": [wish.code]})
    assert not CatalogueEntry.objects.exists()


def test_a_broken_code_is_no_wish(desk):
    for name in ("wish_desk:ticked", TOGETHER):
        answer = desk.post(reverse(name), {"wish": ["\0"], "action": "together"})
        assert answer.status_code in (200, 302, 422), name


def test_only_moderators_come_here(client):
    wish = make.safeguarded_wish()
    client.force_login(make.make_user("press"))
    for url in (reverse(TOGETHER), reverse("wish_desk:ticked")):
        client.post(url, {"wish": [wish.code], "action": "together"})
    assert not CatalogueEntry.objects.exists()
