"""Measures the program: how right it is on annotated articles, and how fast. Nothing of the program imports this package."""
