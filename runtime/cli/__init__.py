"""The command line. Only this package and ``__main__`` use click."""
