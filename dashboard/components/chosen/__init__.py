"""The large digit beside the latent map."""
