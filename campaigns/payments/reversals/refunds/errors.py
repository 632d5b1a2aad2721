"""Why a refund is not asked for or decided: `str` of each is a sentence for who tried it."""

from django.utils.translation import gettext as _

from money.amounts import format_tenge


class RefundError(Exception):
    """Nothing was changed."""


class NothingToGiveBack(RefundError):
    def __init__(self) -> None:
        super().__init__(_("Nothing of this gift can be given back now."))


class OverRefund(RefundError):
    """More than what stands of the gift and is not promised by another refund."""

    def __init__(self, left_tiyn: int):
        super().__init__(_("At most %(sum)s can be given back.") % {"sum": format_tenge(left_tiyn)})
        self.left_tiyn = left_tiyn


class SamePerson(RefundError):
    def __init__(self) -> None:
        super().__init__(_("Another person has to decide about a refund that you asked for."))


class AnotherAgrees(RefundError):
    """Who says that nothing is to be paid does not agree to it."""

    def __init__(self) -> None:
        super().__init__(_("Another person has to agree, not who says it."))


class NotThisWay(RefundError):
    def __init__(self) -> None:
        super().__init__(_("This gift cannot go back this way."))


class InDispute(RefundError):
    """What its bank may yet take back is not given by our own hands as well."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The donor's bank asks about this gift: nothing is paid out before that is over. "
                "What was paid before it asked is written down with its day."
            )
        )


class AnotherPays(RefundError):
    """The account stands in no row, so who asked for it does not choose it alone."""

    def __init__(self) -> None:
        super().__init__(
            _("You asked for it to go by bank: another person pays it out and writes it down.")
        )


class NotInTheBox(RefundError):
    def __init__(self, held_tiyn: int) -> None:
        super().__init__(
            _("By the books the cash box holds only %(sum)s.") % {"sum": format_tenge(held_tiyn)}
        )


class NotYours(RefundError):
    """Who did not ask for it says no to it: then it is kept who did."""

    def __init__(self) -> None:
        super().__init__(_("Only who asked for a refund takes it back. Another person rejects it."))


class AlreadyDecided(RefundError):
    """`WrongTransition`, as people are told of it."""

    def __init__(self) -> None:
        super().__init__(_("This refund has been decided already."))


class NewestFirst(RefundError):
    """Of a gift's refunds that came back the last one is taken back before those before it."""

    def __init__(self) -> None:
        super().__init__(
            _("Another refund of this gift came back as well: take them back the newest first.")
        )
