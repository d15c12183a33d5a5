"""The user's own digits: labelled, shown, asked for."""
