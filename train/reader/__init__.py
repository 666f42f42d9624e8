"""The digit reader: its network, its training, its command."""
