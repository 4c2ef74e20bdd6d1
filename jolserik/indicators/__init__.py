"""Pictures for decision: what a region, zone or project page shows, as known on a day.

Words: Moment (as-of, posting number, since), picture (all answers of a page, asked at once),
path (known points of a year), change (an answer that differs between two days, and the rows).
Which measures stand on which page: dashboards.toml. Does not: compute a figure itself.
"""
