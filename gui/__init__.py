"""The window. It shows, and owns no numerics; torch is never imported in its process."""
