"""Made strokes to train with."""
