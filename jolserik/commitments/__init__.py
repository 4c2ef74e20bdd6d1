"""What somebody owes by a day: instructions given and promises made.

Words: Instruction (given by whom, document, due, holder, co-executors, proof), Promise (given by
the state or by the investor, owner, date, condition; kept, late or broken).
Does not: climb the ladder by itself (the barriers' work brings that).
"""
