"""Which days are worked in Kazakhstan: weekends, public holidays and moved days, as dated data.

Words: MovedDay (a day off that is worked, or a working day that is off, by an act).
Holidays and the moves published so far come from the package `holidays`; an act that it does not
know, or knows wrongly, is entered as a moved day and wins.
Does not: know what is due; it only counts (`core.working_days.Calendar`).
"""
