"""Dadkhah: an archive for crimes that were meant to leave no trace."""

__version__ = "0.1.0"
