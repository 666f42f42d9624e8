"""The scatter plot of the latent map."""
