"""What people give for one end of a morph becomes latent codes."""
