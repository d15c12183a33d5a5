"""Files as an earlier version wrote them, and that they are read as they were."""
