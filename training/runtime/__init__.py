"""What the process that a run is in provides: progress on its terminal, and its rank under torchrun."""
