"""Every performance figure that the README states, measured."""
