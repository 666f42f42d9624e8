"""Films for a whole table of pairs."""
