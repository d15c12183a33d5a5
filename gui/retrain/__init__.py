"""The training console."""
