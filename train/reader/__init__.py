"""The digit reader: network, training and command."""
