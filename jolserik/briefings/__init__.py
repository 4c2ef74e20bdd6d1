"""Papers in one click: the briefing note of a thing as of a day, and the sheet of a site visit.

Words: briefing note (what, how much, stage, since last time, problems, next step, specialist).
Does not: hold anything; it asks the rooms and draws.
"""
