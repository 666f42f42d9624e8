"""The project's version: of the package, and of recipes."""

VERSION = "0.2.0"
