"""What people write down, checked field by field, with whole sentences where something is wrong."""
