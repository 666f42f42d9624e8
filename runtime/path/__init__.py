"""Ways from one latent code to another."""
