"""The film player: screen, scrubber, filmstrip, confidence strip and map."""
