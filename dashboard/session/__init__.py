"""What a visit and a link hold."""
