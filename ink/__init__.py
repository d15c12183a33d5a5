"""What was drawn: strokes, their 560 x 560 picture and the 28 x 28 frame that a network reads.

Nothing here knows a network, Tk or torch.
"""
