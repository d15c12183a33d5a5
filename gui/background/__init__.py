"""Work off the Tk thread, and the periodic work on it."""
