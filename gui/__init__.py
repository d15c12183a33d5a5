"""The graphical interface; torch is never imported in its process."""
