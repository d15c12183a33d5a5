"""Opening and saving files, and their dialogs."""
