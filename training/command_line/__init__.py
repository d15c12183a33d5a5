"""``python -m training``."""
