"""The main window: builds it, what the user can ask of it, and the windows beside it."""
