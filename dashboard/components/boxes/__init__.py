"""The boxes of a number's digits, to correct."""
