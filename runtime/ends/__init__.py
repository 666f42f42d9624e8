"""Convert a user's input for one end of a morph to latent codes."""
