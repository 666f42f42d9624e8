"""The project's version: of the package, and of recipes."""

VERSION = "0.1.0"
