"""What the network answered."""
