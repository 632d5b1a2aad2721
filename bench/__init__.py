"""How fast the money side is, as ratios to a baseline that is measured in the same run.

`make bench` prints the table; docs/performance.md holds one run and says what each line means.
"""
