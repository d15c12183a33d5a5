"""The pad: pointer and keyboard become strokes."""
