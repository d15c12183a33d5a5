"""Curves, and pictures of them."""
