"""Meeting, calling, writing, visiting: what passed between a specialist and an investor.

Words: Contact (kind, moment, notes, photos, place), first contact, site visit.
Does not: hold phone numbers of people (people do).
"""
