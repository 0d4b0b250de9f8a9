"""Copies of the archive that nobody can read but who holds the key, and the way back from one.

A backup folder (`medium`) has `files/`, each stored file encrypted once, and `states/`, each the whole of the database,
keys and ledger at one moment. Everything is in the age format, which other programs read too (docs/backup.md).
"""
