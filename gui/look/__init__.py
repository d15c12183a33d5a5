"""Colours, fonts, lengths and window positions."""
