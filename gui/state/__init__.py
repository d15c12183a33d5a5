"""State shared by the windows."""
