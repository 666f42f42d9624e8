"""The version of the package, which every recipe records."""

VERSION = "0.2.0"
