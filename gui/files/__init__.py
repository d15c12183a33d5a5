"""Files to open and to save."""
