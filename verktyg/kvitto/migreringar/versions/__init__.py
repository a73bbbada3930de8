"""The steps, in files named by their order."""
