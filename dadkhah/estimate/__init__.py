"""How many? Overlap tables and estimators; this room knows only counts."""
