"""Evaluation of models, and contact sheets."""
