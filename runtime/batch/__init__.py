"""Batches: turn a table of pairs into a folder of films and a manifest."""
