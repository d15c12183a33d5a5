"""The networks that the user keeps."""
