"""Made strokes to measure with: other prototypes, deformed otherwise than those to train with."""
