from wishes.claims.models.claim import Claim, Ended, Stage
from wishes.claims.models.evidence import HandOver, Thanks
from wishes.claims.models.hub import Hub
from wishes.claims.models.pause import ClaimPause

__all__ = ["Claim", "ClaimPause", "Ended", "HandOver", "Hub", "Stage", "Thanks"]
