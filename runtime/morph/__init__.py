"""Turn numbers into a film, frame by frame."""
