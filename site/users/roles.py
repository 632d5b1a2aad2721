"""Who may do what: the one place where roles get their permissions.

`sync_roles` writes this table into the database; nothing is granted by hand. What must never meet
in one role (author is not approver, moderators touch no money, press sees no dossier) is held by
`tests/users/test_roles.py`.
"""

ADMINISTRATORS = "Administrators"
PRESS = "Press editors"
MODERATORS = "Moderators"
FINANCE = "Finance"
HUB_KEEPERS = "Hub keepers"

_ADMIN_DOOR = ["wagtailadmin.access_admin"]
_WISH_RECORDS = ["season", "category", "place", "reason"]
# Sheets of a wish tree: what they say is public.
_PRINT_CARDS = "wishes.print_cards"
_EVERY_RIGHT = ("add", "change", "delete", "view")


def _rights(app: str, models: list[str], *actions: str) -> list[str]:
    return [f"{app}.{action}_{model}" for model in models for action in actions]


# Model permissions, as "app.codename".
PERMISSIONS: dict[str, list[str]] = {
    ADMINISTRATORS: [
        *_ADMIN_DOOR,
        *_rights("users", ["user"], *_EVERY_RIGHT),
        *_rights("home", ["organisationsettings"], "change", "view"),
        *_rights("wishes", _WISH_RECORDS, *_EVERY_RIGHT),
        # Who reads wishes from where, and which days are off.
        *_rights("moderation", ["reader", "dayoff"], *_EVERY_RIGHT),
        _PRINT_CARDS,
        *_rights("claims", ["hub"], *_EVERY_RIGHT),
        *_rights("wagtailcore", ["locale", "site"], *_EVERY_RIGHT),
        "audit.view_auditentry",
        "outbox.view_mail",
    ],
    PRESS: [
        *_ADMIN_DOOR,
        *_rights("home", ["organisationsettings"], "change", "view"),
        "wagtail_localize.submit_translation",
        # What donors want to say in public; neither their sums nor who they are.
        *_rights("payments", ["words"], "change", "view"),
        _PRINT_CARDS,
    ],
    MODERATORS: [
        *_ADMIN_DOOR,
        "wishes.moderate_wish",
        "dossiers.read_dossier",
        *_rights("dossiers", ["institution"], "add", "change", "view"),
        "claims.handle_gifts",
        *_rights("wishes", _WISH_RECORDS, "view"),
        _PRINT_CARDS,
        # Who has said that a picture shows a child has said it for everybody but moderators.
        "images.say_no_child",
    ],
    FINANCE: [
        *_ADMIN_DOOR,
        *_rights("funds", ["fund"], "add", "change", "view"),
        *_rights("funds", ["entry", "posting", "dailyclose"], "view"),
        *_rights("funds", ["apartment"], "add", "change", "view"),
        # One proposes, another decides: the same role, never the same person.
        *_rights("funds", ["allocation", "purchase", "wishpurchase"], "add", "decide", "view"),
        *_rights("payments", ["refund", "dispute", "payout"], "view"),
        "payments.request_refund",
        "payments.approve_refund",
        *_rights("payments", ["donation", "webhookevent"], "view"),
        *_rights("receipts", ["receipt"], "manage", "view"),
        "reconciliation.keep_books",
        "bank.handle_bank",
        *_rights("monthly", ["monthlygift"], "stop", "view"),
        "monthly.view_renewal",
        *_rights("donors", ["datarequest"], "change", "view"),
    ],
    # Gifts, by their code: no dossier, no money.
    HUB_KEEPERS: [
        *_ADMIN_DOOR,
        "claims.handle_gifts",
    ],
}

# Page permissions below a page type's pages, in every language.
PAGE_PERMISSIONS: dict[str, dict[str, list[str]]] = {
    ADMINISTRATORS: {"home.HomePage": ["add", "change", "publish", "lock", "unlock"]},
    PRESS: {
        page_type: ["add", "change", "publish"]
        for page_type in (
            "home.StandardPage",
            "home.NewsIndexPage",
            "home.ResultsPage",
            "campaigns.CampaignIndexPage",
            "campaigns.StoryIndexPage",
        )
    }
    | {"home.HomePage": ["change"]},
    MODERATORS: {"wishes.WishIndexPage": ["change"]},
}

# Whoever reads dossiers or sees gifts does nothing else here: one person, one such role.
ALONE = (MODERATORS, FINANCE, HUB_KEEPERS)

# Rights over the libraries: moderators bring the picture of a wish, and say what one shows.
PICTURE_ROLES = (ADMINISTRATORS, PRESS, MODERATORS)
DOCUMENT_ROLES = (ADMINISTRATORS, PRESS)
