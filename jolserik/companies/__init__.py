"""Who invests: legal entities, foreign companies, farms and sole traders.

Words: Company (an Organisation with country, owners and BIN or IIN), contact person (who speaks for
a company, kept with consent; erased when it is withdrawn), duplicate, merge. A farm's or sole
trader's IIN and contact persons are never shown to the public.
Does not: hold projects; they name their company, and tell who may know its people (`sight`).
"""
