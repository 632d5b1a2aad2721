class ClaimError(Exception):
    """Something was asked of a claim that does not fit how it, or its wish, stands now."""


class Taken(ClaimError):
    """The wish waits for nobody: somebody else gives it, or it is not on the site."""


class NotNow(ClaimError):
    """The address may not promise more at present; see `making.Refusal`."""


class OutOfTime(ClaimError):
    """There is no later day: it was put off once already, or the season ends."""


class MovedOn(ClaimError):
    """The claim is not in a state in which this can be done."""


class SamePerson(ClaimError):
    """What two people vouch for was asked of one."""


class NotSeen(ClaimError):
    """Who confirms a hand-over has not opened its paper."""


class MustNotBeSaid(ClaimError):
    """Screening found in a text what no donor may learn; `findings` say where."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__("; ".join(findings))
