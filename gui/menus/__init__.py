"""Commands, and the menus, keys and buttons that run them."""
