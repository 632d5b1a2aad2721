"""Stripe's objects, one module each. Importing this registers their calls and jobs."""

from . import (  # noqa: F401
    balance,
    charges,
    checkout,
    checkout_payment,
    customers,
    disputes,
    events,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    payouts,
    prices,
    products,
    refunds,
    renewals,
    setup_intents,
    subscriptions,
    test_clocks,
)
