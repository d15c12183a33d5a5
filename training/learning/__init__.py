"""How a network learns: loop, learners, optimizers, and what they report."""
