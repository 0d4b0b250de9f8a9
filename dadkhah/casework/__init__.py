"""The case: events and acts, chain of command, elements of crimes, dossiers."""
