"""How strokes, or the ink in a picture, may be divided into the digits of a number."""
