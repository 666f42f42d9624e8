"""The editor for the boxes of a picture's digits."""
