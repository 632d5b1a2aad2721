"""The child's words of thanks, once a moderator has let them be read."""

from wishes.claims.models import Thanks
from wishes.models import Wish


def approved_words(wish: Wish, language: str) -> str:
    """The words as they were said, in their own language only; "" where none may be read."""
    approved = Thanks.objects.filter(claim__wish=wish, approved_at__isnull=False)
    return approved.filter(language=language).values_list("text", flat=True).first() or ""
