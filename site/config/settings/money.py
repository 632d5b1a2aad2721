"""Money: receipts, bank transfers, the ledger, giving."""

from config.settings.environment import env

# --- Receipts --------------------------------------------------------------------------
# Who gives receipts, as they state it. These are made up; production wants its own.
ORGANISATION_NAME = {
    "kk": env.str("ORGANISATION_NAME_KK", default="«Zhurek» (демо) қоғамдық қоры"),
    "ru": env.str("ORGANISATION_NAME_RU", default="Общественный фонд «Zhurek» (демо)"),
    "en": env.str("ORGANISATION_NAME_EN", default="Zhurek public foundation (demo)"),
}
ORGANISATION_BIN = env.str("ORGANISATION_BIN", default="999940000000")

# --- Bank transfers ----------------------------------------------------------------------
# The account that gifts are transferred to; it belongs to the organisation named above. While one
# of these is missing, giving by transfer is not offered.
BANK_IIK = env.str("BANK_IIK", default="")
BANK_NAME = env.str("BANK_NAME", default="")
BANK_BIC = env.str("BANK_BIC", default="")
BANK_KBE = env.str("BANK_KBE", default="")
BANK_KNP = env.str("BANK_KNP", default="")
TRANSFER_MAX_TIYN = env.int("TRANSFER_MAX_TIYN", default=1_000_000_000_00)
# Days until a promised transfer is reminded of (if the donor agreed), and is given up.
PLEDGE_REMIND_DAYS = env.int("PLEDGE_REMIND_DAYS", default=7)
PLEDGE_DAYS = env.int("PLEDGE_DAYS", default=30)
# Days after which money that left the bank, and nobody has said for what, stands on finance's desk.
BANK_OUT_DAYS = env.int("BANK_OUT_DAYS", default=5)
# What one person may say alone of money that moved at the bank: that it was the bank's fee, or that
# it concerns no gift. One sum for both, or the lower would be walked round by the other.
BANK_ALONE_MOST_TIYN = env.int("BANK_ALONE_MOST_TIYN", default=20_000_00)

# --- The ledger ------------------------------------------------------------------------
# Who tells `check_ledger` what must be true: see campaigns/funds/proof.py.
LEDGER_INVARIANTS = [
    "campaigns.funds.invariants",
    "campaigns.funds.deciding.invariants",
    "campaigns.funds.chain",
    "campaigns.funds.append_only",
    "campaigns.payments.invariants",
    "campaigns.bank.invariants",
    "campaigns.bank.papers",
    "campaigns.bank.look_at",
    "campaigns.receipts.invariants",
    "campaigns.monthly.invariants",
    "campaigns.reconciliation.invariants",
]

# --- Giving ----------------------------------------------------------------------------
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
# Several while a secret is being rotated: a signature by any of them is good.
# A space or nothing between commas is none: anybody could sign with it.
STRIPE_WEBHOOK_SECRETS = [
    secret.strip() for secret in env.list("STRIPE_WEBHOOK_SECRET", default=[]) if secret.strip()
]
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com")
# Whether gifts are real money; an object of the other kind is quarantined.
STRIPE_LIVEMODE = env.bool("STRIPE_LIVEMODE", default=False)
DONATION_MIN_TIYN = env.int("DONATION_MIN_TIYN", default=500_00)
# Stripe's own ceiling for one charge in KZT: eight digits.
DONATION_MAX_TIYN = env.int("DONATION_MAX_TIYN", default=999_999_99)
# What a card payment costs, for donors who want to bear it: a hundredth of a percent, and tiyn.
FEE_COVER_BASIS_POINTS = env.int("FEE_COVER_BASIS_POINTS", default=290)
FEE_COVER_FIXED_TIYN = env.int("FEE_COVER_FIXED_TIYN", default=150_00)
# A wish of this price or more may be paid for by several donors in parts; 0: none may.
WISH_PARTS_FROM_TIYN = env.int("WISH_PARTS_FROM_TIYN", default=40_000_00)

# --- The desk and the donor's page -----------------------------------------------------
# Who tells the finance desk what waits for a person: see campaigns/reconciliation/desk.py.
FINANCE_DESK = [
    "campaigns.payments.desk.waiting",
    "campaigns.funds.desk.waiting",
    "campaigns.bank.desk.waiting",
    "campaigns.donors.desk.waiting",
    "campaigns.monthly.desk.waiting",
    "wishes.left_over.waiting",
]
# After so many hours without a clean comparison pages say so beside the sums.
BOOKS_LATE_HOURS = env.int("BOOKS_LATE_HOURS", default=24)

# What else a donor's page shows and what else is forgotten with a donor: campaigns/donors/parts.py.
DONOR_PAGE_PARTS = ["wishes.claims.donors.promised"]
DONOR_ERASERS = ["wishes.claims.donors", "wishes.retention.donors"]
