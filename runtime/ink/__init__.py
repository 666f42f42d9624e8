"""Turn any picture of handwriting into 28×28 digits."""
