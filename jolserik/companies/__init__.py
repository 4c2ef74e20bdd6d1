"""Who invests: legal entities, foreign companies, farms and sole traders.

Words: Company (an Organisation with country, owners and BIN or IIN), contact person, duplicate,
merge. A farm's or sole trader's IIN is never shown to the public.
Does not: hold projects; they name their company.
"""
