"""What surrounds a run: who wants to know how far it is, and which of several processes this is."""
