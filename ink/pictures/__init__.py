"""Where the ink is in a picture: ground, components, regions, and candidates for what is written there."""
