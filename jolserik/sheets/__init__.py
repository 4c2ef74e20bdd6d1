"""Reading tables as people keep them: title rows, merged sections, totals, mixed units.

Words: Book, Sheet and Line (cells with their places), Table (titles, rows, sections, totals),
Column (what a column was recognised as, how surely), Mapping (columns to fields, corrected and
remembered), Question (what only a person can tell), Record (values of a row with their cells and
everything that is wrong). Pure values: it reads and recognises, and writes nothing.

The way of a file: reading.read_book → tables.find_tables → mapping.propose → (a person answers:
mapping.corrected) → records.read_records, sums.differences. A unit of money is never guessed.
Does not: know what a project is; it gets the fields to look for (fields.Vocabulary).
"""
