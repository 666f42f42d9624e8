"""A pad to draw on, and a place to paste into."""
