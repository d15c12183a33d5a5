"""Colours, fonts, distances and places."""
