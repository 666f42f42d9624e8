"""State of a session, and of the link that restores it."""
