"""Convert a checkpoint to a model folder for the runtime: ``python -m export CHECKPOINT``."""
