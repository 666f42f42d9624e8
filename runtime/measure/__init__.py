"""Measures of a digit's image."""
