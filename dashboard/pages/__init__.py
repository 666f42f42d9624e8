"""One module per page; a page lays out and computes nothing."""
