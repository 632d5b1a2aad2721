import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgresql://u@127.0.0.1/zhurek",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "WITHDRAWALS_JOURNAL": "/withdrawals",
    "ALLOWED_HOSTS": "zhurek.example.org",
    "SITE_URL": "https://zhurek.example.org",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_" + "x" * 20,
    "ORGANISATION_NAME_KK": "Қор",
    "ORGANISATION_NAME_RU": "Фонд",
    "ORGANISATION_NAME_EN": "Fund",
    "ORGANISATION_BIN": "999940000000",
    "PRIVATE_FILE_KEYS": "a" * 43 + "=",
}


def start(then="", **changes):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "site"), **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", f"import config.settings.production as settings; {then}"],
        env={k: v for k, v in env.items() if v is not None},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_a_whole_set_of_settings_starts():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, None) for name in GOOD),
        ("SECRET_KEY", "short"),
        ("SITE_URL", "http://zhurek.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("STRIPE_SECRET_KEY", "sk_test_x"),
        ("STRIPE_SECRET_KEY", "rk_test_x"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_" + "x" * 20 + ",short"),
        ("STRIPE_WEBHOOK_SECRET", " , "),
        ("ORGANISATION_BIN", "999940000001"),
        ("PRIVATE_FILE_KEYS", "a" * 43 + "=,short"),
        ("PRIVATE_FILE_KEYS", "ключ"),
    ],
)
def test_a_missing_or_unsafe_setting_is_named(name, value):
    outcome = start(**{name: value})
    assert outcome.returncode != 0
    assert name in outcome.stderr.splitlines()[-1]


BANK = {
    # Bank 999, account 0…1: nobody's.
    "BANK_IIK": "KZ699990000000000001",
    "BANK_NAME": "Bank",
    "BANK_BIC": "TESTKZKA",
    "BANK_KBE": "18",
    "BANK_KNP": "119",
}


def test_transfers_may_be_left_out_or_told_whole():
    assert start(**BANK).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, None) for name in BANK if name != "BANK_IIK"),
        ("BANK_IIK", "KZ00DEMO000000000001"),
        ("BANK_IIK", "KZ02"),
    ],
)
def test_a_half_told_account_is_named(name, value):
    outcome = start(**{**BANK, name: value})
    assert outcome.returncode != 0
    assert name in outcome.stderr.splitlines()[-1]


def test_spaces_and_commas_around_a_secret_are_no_secret():
    """A signature made with an empty key, or with a space, would otherwise be good."""
    secret = "whsec_" + "x" * 20
    outcome = start(
        "print(settings.STRIPE_WEBHOOK_SECRETS)", STRIPE_WEBHOOK_SECRET=f" {secret}, ,{secret}2,"
    )
    assert outcome.stdout.strip() == str([secret, f"{secret}2"])
