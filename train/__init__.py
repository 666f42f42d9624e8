"""Train variational autoencoders on MNIST with PyTorch: ``python -m train NAME``."""
