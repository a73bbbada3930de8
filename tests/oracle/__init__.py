"""A reference implementation of the rules in plain Python, written from the reading of the sources alone."""
