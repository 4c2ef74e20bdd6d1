"""Where things are: regions, cities, districts, zones; borders and names are dated.

Words: Place (a region, city or district by its KATO code), Zone (special economic, industrial,
small industrial). Each is also a Subject of the ledger with the same code.
Does not: hold figures, plots or networks.
"""
