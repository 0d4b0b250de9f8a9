"""Data files of the pictures."""
