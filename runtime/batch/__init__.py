"""A table of pairs becomes a folder of films and a manifest."""
