"""Who builds what and where: the projects of a region.

Words: Project (also a Subject of the ledger with the same code), ProjectFact (a stage, a capacity
or a state as somebody published it, with its day and source).
Does not: hold money or jobs (the ledger does), assign specialists (not yet).
"""
