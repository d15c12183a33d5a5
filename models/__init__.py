"""Models: the numpy net, the torch nets, their weight files and their catalogue.

Depends neither on Tk nor on training. torch is imported only when a model needs it.
"""
