"""Taking in a list of projects as officials keep it: recognised, compared, corrected, taken in.

Words: Upload (a file with its mapping), row (new, known, changed, wrong), rest (rows to mend).
Does not: read files itself (sheets do), nor write projects but through their actions.
"""
