"""The digits next to the one that is chosen on the map."""
