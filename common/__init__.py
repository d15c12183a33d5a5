"""What everybody needs and nobody owns: errors, translation, storage, folders, processes."""
