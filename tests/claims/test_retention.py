"""What is known of a promised gift is forgotten when it has been over for a while."""

import pytest

from audit.models import AuditEntry
from tests.factories import claims as given
from wishes.claims import clock, donors, ending, links, retention, thanks
from wishes.claims.models import Thanks

pytestmark = pytest.mark.django_db


def test_donor_paper_and_words_are_forgotten_and_the_fact_stays(
    client, django_capture_on_commit_callbacks
):
    claim = given.fulfilled_claim()
    thanks.write(claim, "Рахмет! Мяч очень хороший.", "ru", given.make_keeper())
    link, paper = links.path_of(claim), claim.hand_over.paper
    with given.later(days=80):
        assert not retention.purge(dry_run=False)
    with given.later(days=91):
        assert retention.purge(dry_run=True) == {"claims": 1}
        with django_capture_on_commit_callbacks(execute=True):
            assert retention.purge(dry_run=False) == {"claims": 1}
        assert not retention.purge(dry_run=False)
    claim.refresh_from_db()
    assert (claim.donor_name, claim.donor_email, claim.state) == ("", "", "fulfilled")
    assert not paper.storage.exists(paper.name)
    assert not Thanks.objects.exists()
    assert client.get(link).status_code == 404
    assert AuditEntry.objects.get(action="claim.purge").facts == {"code": claim.code}


def test_a_promise_under_way_is_kept():
    given.received_claim()
    with given.later(days=400):
        assert not retention.purge(dry_run=False)


def test_a_pause_has_an_end():
    ending.pause(given.DONOR)
    with given.later(days=1200):
        assert retention.purge(dry_run=False) == {"claim_pauses": 1}


def test_the_digest_of_a_gift_that_never_came_goes_with_its_claim():
    with given.later(days=-20):
        claim = given.active_claim()
    clock.keep_time()
    donors.erase(given.DONOR)
    claim.refresh_from_db()
    assert claim.mailbox
    with given.later(days=91):
        assert retention.purge(dry_run=False) == {"claims": 1}
    claim.refresh_from_db()
    assert not claim.mailbox
