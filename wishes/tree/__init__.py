"""The wish tree: cards of wishes on paper for shopping centres, each with a way to its live page.

Reads the public catalogue alone: a card says nothing that the site does not.
"""
