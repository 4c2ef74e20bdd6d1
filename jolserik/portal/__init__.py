"""The door for everybody: published figures with their evidence, without sign-in.

Reads only the `public` modules of the rooms, so that nothing else can leak through it.
"""
