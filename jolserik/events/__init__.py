"""The diary: every act leaves one event, and rows here are only added.

Words: Event (past tense, what, to what, by whom, when). Also the guards that keep rows of
any append-only table from being changed, since the diary is the first such table.
Does not: decide anything, send anything, hold names or phones (only person keys).
"""
