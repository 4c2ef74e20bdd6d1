"""Jolserik: a companion on the road of every investment project of a region."""

__version__ = "0.1.0"
