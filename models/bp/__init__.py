"""The back-propagation net, in plain numpy: layers, loss, network."""
