"""Ends become a film, frame by frame."""
