"""Work off Tk's thread, and the heartbeat."""
