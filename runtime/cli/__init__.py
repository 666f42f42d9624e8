"""The command line; click is used here and in ``__main__`` alone."""
