"""What predicts: the numpy net, the torch nets, their weight files, and the catalogue of them.

Nothing here knows Tk or how a net is trained. torch is imported only when a model needs it.
"""
