"""The segmenter, which finds the digits of a number: training numbers, network, training and command."""
