"""Menus, keys and buttons, made from a table of commands."""
