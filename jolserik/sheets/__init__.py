"""Reading tables as people keep them: title rows, merged sections, totals, mixed units.

Words: Sheet (cells with their places), Column (what a column was recognised as, how surely),
Mapping (columns to fields, remembered). Pure values: it reads and recognises, and writes nothing.
Does not: know what a project is; it gets the fields to look for.
"""
