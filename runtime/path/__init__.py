"""Paths from one latent code to another."""
