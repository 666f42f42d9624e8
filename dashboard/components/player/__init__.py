"""The film, its scrubber, its filmstrip, how it reads and where it goes on the map."""
