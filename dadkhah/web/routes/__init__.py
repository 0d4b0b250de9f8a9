"""Addresses, by what a visitor comes for. A test walks all of them as an outsider."""
