"""Which modules are mutated, and the tests of each: none but these can kill its mutants."""

SOCKET = "warm.sock"  # in each copy of the tree

FUNDS = "tests/funds"
LEDGER = [f"{FUNDS}/test_ledger.py", f"{FUNDS}/test_ledger_commits.py"]
DECIDING = [
    f"{FUNDS}/test_{subject}.py" for subject in ("deciding", "deciding_audit", "wish_purchases")
]

PLACES: dict[str, list[str]] = {
    "campaigns/funds/ledger.py": [*LEDGER, f"{FUNDS}/test_kept_totals.py"],
    "campaigns/funds/kinds.py": LEDGER,
    "campaigns/funds/accounts.py": [*LEDGER, f"{FUNDS}/test_accounts.py"],
    "campaigns/funds/locks.py": [*DECIDING, f"{FUNDS}/test_deciding_races.py"],
    "campaigns/funds/cash_box.py": ["tests/bank/test_cash.py"],
    "campaigns/funds/surplus.py": [
        f"{FUNDS}/test_{subject}.py" for subject in ("surplus", "surplus_races", "trace")
    ],
    "campaigns/funds/closing.py": [f"{FUNDS}/test_closing.py", f"{FUNDS}/test_closing_races.py"],
    "campaigns/funds/canonical.py": [f"{FUNDS}/test_closing.py"],
    "campaigns/funds/chain.py": [f"{FUNDS}/test_closing.py", f"{FUNDS}/test_chain.py"],
    "campaigns/funds/invariants.py": [f"{FUNDS}/test_invariants.py", f"{FUNDS}/test_kept.py"],
    "campaigns/funds/proof.py": [f"{FUNDS}/test_proof.py"],
    "campaigns/funds/append_only.py": [f"{FUNDS}/test_append_only.py"],
    "campaigns/funds/kept.py": [f"{FUNDS}/test_kept.py", f"{FUNDS}/test_public.py"],
    "campaigns/funds/statement.py": [f"{FUNDS}/test_statement.py"],
    "campaigns/funds/trace.py": [f"{FUNDS}/test_trace.py"],
    "campaigns/funds/homes.py": [f"{FUNDS}/test_trace.py", f"{FUNDS}/test_public.py"],
    "campaigns/funds/deciding/approve.py": DECIDING,
    "campaigns/funds/deciding/hand_over.py": [*DECIDING, f"{FUNDS}/test_admin_homes.py"],
    "campaigns/funds/deciding/invariants.py": [f"{FUNDS}/test_decision_invariants.py"],
    "campaigns/funds/deciding/moves.py": DECIDING,
    "campaigns/funds/deciding/propose.py": DECIDING,
    "campaigns/funds/deciding/recall.py": DECIDING,
    "campaigns/funds/deciding/reject.py": DECIDING,
    "campaigns/funds/deciding/rules.py": DECIDING,
    "campaigns/funds/models/fund.py": [f"{FUNDS}/test_fund.py"],
    "campaigns/funds/models/ledger.py": [*LEDGER, f"{FUNDS}/test_accounts.py"],
    "campaigns/funds/models/apartment.py": DECIDING,
    "campaigns/funds/models/close.py": [f"{FUNDS}/test_closing.py"],
    "campaigns/funds/models/decisions.py": DECIDING,
    "campaigns/payments/settlement.py": [
        "tests/payments/test_settlement.py",
        "tests/payments/test_tampering.py",
        "tests/payments/test_giving.py",
        "tests/payments/test_faults.py",
        "tests/payments/test_webhook.py",
    ],
}


def asked(module: str) -> list[str]:
    return PLACES[module]
