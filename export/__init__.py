"""Turn a checkpoint into a model folder that the runtime opens: ``python -m export CHECKPOINT``."""
