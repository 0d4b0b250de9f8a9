"""One verb per file: checks the permission, writes the rows and one entry in one transaction, returns."""
