"""The parts of the Morph page."""
