"""The drawing pad and the paste zone."""
