"""Who carries which project: proposals, load, handover, and a specialist's day.

Words: load (weighted), proposal (a specialist for a project, and why), handover (everything held
passes on in one act, and stays open until accepted), My day.
Does not: assign by itself; a head decides.
"""
