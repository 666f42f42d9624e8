"""A trained model as its folder on disk holds it."""
