"""Two records of one thing: found, said to be different things, merged, taken apart again.

Words: likeness (points and reasons), pair (two records that may be one), merger (two records made
one: the one that stays and the one that goes), belongings (rows that refer to a record), choice
(which of two values holds), trail (what a merger changed, so that it can be undone).
Does not: change rows that are only added. They stay with the record that went and are read with
the one that stays (`merged_into`); the books are corrected by reversals and new rows.
"""
