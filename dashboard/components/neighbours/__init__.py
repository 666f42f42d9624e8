"""The digits nearest to the one chosen on the map."""
