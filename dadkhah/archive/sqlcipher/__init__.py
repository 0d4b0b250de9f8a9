"""SQLite files under encryption: Django's backend for SQLite over SQLCipher, with the key of the archive's seal."""
