"""The convolutional nets, in torch. Importing this package's modules imports torch: only the catalogue does."""
