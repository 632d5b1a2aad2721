"""A child's words to the donor: written by staff or the guardian, screened, approved by another."""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from users.models import User
from wishes.claims import letters
from wishes.claims.errors import MovedOn, MustNotBeSaid, SamePerson
from wishes.claims.locks import held
from wishes.claims.models import Claim, Stage, Thanks
from wishes.models.wish import Wish
from wishes.moderation import districts
from wishes.moderation.texts import known_facts
from wishes.permissions import may_moderate
from wishes.screening import KnownFacts, reason_of, screen
from wishes.states import State

# A wish whose consent was taken back is in neither: nothing of the child is passed on then.
WITH_THE_CHILD = (State.DELIVERED, State.FULFILLED)


def may_know(wish: Wish, reader: User | None) -> bool:
    """Whether the dossier may be asked for `reader`: the family (None), or a moderator of it."""
    if reader is None:
        return True
    mine = districts.readable_by(reader, Wish.objects.filter(pk=wish.pk))
    return may_moderate(reader) and mine.exists()


def findings_in(text: str, wish: Wish, reader: User | None) -> list[str]:
    """What no donor may learn from `text`: the reason, and the words that were found.

    The dossier is asked for who may know it, which is written down. Others could try names on it;
    what they write is compared with it when a moderator reads it.
    """
    facts = KnownFacts()
    if may_know(wish, reader):
        facts = known_facts(wish.application)
        if reader:
            record("dossier.read", wish.application, reader, {"wish": wish.code})
    return [f"{reason_of(one.rule)} – {one.excerpt}" for one in screen(text, facts)]


def words_of(claim: Claim) -> Thanks | None:
    """The words about this gift, while the consent by which they may be read is in force."""
    return getattr(claim, "thanks", None) if claim.wish.state in WITH_THE_CHILD else None


def _plain_lines(text: str) -> str:
    """A browser sends the ends of lines in its own way."""
    return text.replace("\r\n", "\n").strip()


def write(claim: Claim, text: str, language: str, author: User | None) -> Thanks:
    """Keep the words, in place of others that were not sent yet; `author` None: the guardian.

    Raises `MovedOn` before the gift was handed over, after words were sent and once the wish was
    taken back, and `MustNotBeSaid`.
    """
    with transaction.atomic():
        claim = held(claim)
        kept = Thanks.objects.select_for_update().filter(claim=claim).first()
        words = kept or Thanks(claim=claim)
        if claim.state not in (Stage.HANDED_OVER, Stage.FULFILLED) or words.approved_at:
            raise MovedOn(str(claim))
        if claim.wish.state not in WITH_THE_CHILD:
            raise MovedOn(str(claim))
        findings = findings_in(text, claim.wish, author)
        if not findings:
            words.text, words.language, words.author = _plain_lines(text), language, author
            words.written_at = timezone.now()
            words.save()
            record("claim.write_thanks", claim, author, {"wish": claim.wish.code})
            return words
    # After the commit: that the dossier was asked stays written down.
    raise MustNotBeSaid(findings)


def approve(claim: Claim, seen: str, moderator: User) -> Thanks:
    """Send the words, which the moderator has `seen` as they stand.

    Raises `MovedOn` where they are other words by now or the wish was taken back, `SamePerson` for
    their author, `MustNotBeSaid`, and PermissionError for whoever may not open the wish.
    """
    if not may_know(claim.wish, moderator):
        raise PermissionError("only a wish's moderators approve a child's words")
    with transaction.atomic():
        claim = held(claim)
        words = Thanks.objects.select_for_update().filter(claim=claim, approved_at=None).first()
        is_true = claim.state == Stage.FULFILLED and claim.wish.state == State.FULFILLED
        if words is None or words.text != _plain_lines(seen) or not is_true:
            raise MovedOn(str(claim))
        if words.author_id == moderator.pk:
            raise SamePerson(str(claim))
        # Screened again: by the dossier for the first time, where a keeper wrote it.
        findings = findings_in(words.text, claim.wish, moderator)
        if not findings:
            words.approved_by, words.approved_at = moderator, timezone.now()
            words.save()
            record("claim.approve_thanks", claim, moderator, {"wish": claim.wish.code})
            letters.thanks(claim, words)
            return words
    raise MustNotBeSaid(findings)
