"""One module per page. Pages only do layout; other modules compute."""
