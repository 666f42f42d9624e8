"""Films of a whole table of pairs."""
