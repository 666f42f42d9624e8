"""Measures of an image of a digit."""
