"""Drawings: strokes, their 560 x 560 picture and the 28 x 28 frame that a network reads.

Depends on no network, Tk or torch.
"""
