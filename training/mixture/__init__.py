"""What an epoch takes."""
