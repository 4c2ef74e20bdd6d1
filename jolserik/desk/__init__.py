"""The door for those who work with the region: everything they may see, and what they may do.

The same pages as the portal's with both books, and forms: recording a statement, withdrawing
one, people and their posts, the diary.
"""
