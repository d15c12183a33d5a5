"""The main window, its commands, and the windows that it opens."""
