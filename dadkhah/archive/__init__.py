"""The archive remembers: rows, the ledger over them, who may see what, and one action per verb."""
