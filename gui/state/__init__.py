"""What the windows share."""
