"""The segmenter, which finds the digits of a number: composed training numbers, network, training and command."""
