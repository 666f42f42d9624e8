"""The scatter of the latent map."""
