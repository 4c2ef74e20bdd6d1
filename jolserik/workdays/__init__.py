"""Which days are worked in Kazakhstan: weekends, public holidays and moved days, as dated data.

Words: MovedDay (a day off that is worked, or a working day that is off, by an act).
Does not: know what is due; it only counts.
"""
