"""One module per page. Pages handle layout only; other modules do the computation."""
