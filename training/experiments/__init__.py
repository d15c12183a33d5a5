"""The course report's experiments, remade: ``python -m training experiments --output DIR``."""
