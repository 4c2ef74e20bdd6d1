"""Finding anything by any of its names: folded, transliterated text and its trigrams.

Words: Entry of the index (a thing with its names and who may see it), candidate, rank.
Does not: know what a project is; rooms tell it what to index, and it only ranks.
"""
