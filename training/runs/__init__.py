"""A training run: from settings to a weight file, in a process of its own, with a history."""
