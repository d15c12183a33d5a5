"""Strokes made by program, and variations of recorded ones."""
