"""The film, its scrubber, its filmstrip and how it reads."""
