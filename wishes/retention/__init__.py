"""How long the wish side keeps what it knows of people, and their own say in it.

`purging` is the clock's part: private data goes 90 days after a wish is closed, the proof of
consent three years after, both by settings. `asking` is the guardian's: a copy of all that is
held, and erasure. Both empty a dossier through `emptying`, so that they forget the same things.
"""
