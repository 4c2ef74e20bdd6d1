"""Figures: rows that never change, and the one rule by which a figure is made of them.

Words: Subject (what a figure is about), Measure, Entry (a booked movement), Statement (a stated
level), Source, Issuer, Target, Question, Answer, evidence, as-of, posting number.
Two books are kept apart: booked (our entries) and stated (others' totals); never added together.
The rule: rule.py. In words: docs/figures.md.
Does not: know what a project or a zone is (only Subjects with parents), publish anything.
"""
