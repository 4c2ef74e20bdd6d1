"""Plain words and values that every room may use; no Django here.

Words: Refusal (why not, and what would make it possible), Problem (a wrong field), Month,
Period, known-on date, money as people write it, BIN.
Does not: store anything, know any room, read the clock.
"""
