"""Benchmarks that measure the figures in the README."""
