"""Wishes: consent, promised gifts, stories, and how long what is kept."""

from config.settings.environment import env

# --- Wishes ------------------------------------------------------------------------------
# Days for which a consent holds; it ends at the 18th birthday in any case.
CONSENT_TERM_DAYS = env.int("CONSENT_TERM_DAYS", default=365)
# Working days within which a guardian is promised an answer; days off are a list that staff keep.
WISH_PROMISE_DAYS = env.int("WISH_PROMISE_DAYS", default=2)

# --- Claims ----------------------------------------------------------------------------
# Days in which a promised gift is brought, and by how many a donor may make them more, once.
CLAIM_DAYS = env.int("CLAIM_DAYS", default=14)
CLAIM_EXTENSION_DAYS = env.int("CLAIM_EXTENSION_DAYS", default=7)
# After so long a claim that the donor has not confirmed by e-mail is over; it holds nothing.
CLAIM_CONFIRM_HOURS = env.int("CLAIM_CONFIRM_HOURS", default=2)
# Gifts that one address may have promised at a time.
CLAIMS_AT_ONCE = env.int("CLAIMS_AT_ONCE", default=5)
# After so many gifts that never came an address may promise no more until staff allow it.
CLAIM_BROKEN_TO_PAUSE = env.int("CLAIM_BROKEN_TO_PAUSE", default=2)

# --- Stories and what is kept -------------------------------------------------------------
# Who says whether a story may tell of a wish: see campaigns/gates.py.
STORY_GATES = ["wishes.stories.gate.obstacles"]
# Of which wishes stories may be read today: see campaigns/reading.py.
STORIES_IN_SIGHT = "wishes.models.story_term.codes_in_sight"
# Who forgets what need not be known any more: see site/jobs/purging.py.
PURGERS = [
    "wishes.retention.purging.purge",
    "wishes.retention.purging.purge_requests",
    "wishes.retention.purging.purge_institutions",
    "wishes.retention.purging.purge_last_letters",
    "wishes.claims.retention.purge",
    "campaigns.donors.retention.purge",
    "outbox.retention.purge",
    "users.retention.purge",
    # Last: it finds the files of what went before, should a crash have left them.
    "edge.orphans.purge",
]
# Days for which is kept: what a dossier knows, once its wish is closed; the proof of consent, once
# that has ended; who began a gift that was never paid; to whom a letter went; where staff signed
# in.
PURGE_WISH_DAYS = env.int("PURGE_WISH_DAYS", default=90)
PURGE_CONSENT_DAYS = env.int("PURGE_CONSENT_DAYS", default=1095)
PURGE_ABANDONED_DAYS = env.int("PURGE_ABANDONED_DAYS", default=90)
PURGE_MAIL_DAYS = env.int("PURGE_MAIL_DAYS", default=90)
PURGE_SIGN_IN_DAYS = env.int("PURGE_SIGN_IN_DAYS", default=90)
