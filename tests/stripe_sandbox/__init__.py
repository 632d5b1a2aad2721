"""A Stripe-compatible server in a process of its own, for tests and for `make run`.

See README.md in this folder for what it speaks and how to steer it.
"""
