"""Made strokes to measure with; shares no code and no prototype with those to train with."""
