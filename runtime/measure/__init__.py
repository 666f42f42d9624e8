"""What can be measured on an image of a digit."""
