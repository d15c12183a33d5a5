"""The convolutional nets, in torch. Import its modules late: they import torch."""
