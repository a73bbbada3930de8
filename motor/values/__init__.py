"""FEEL values as Python values, and what can be done with them (DMN 1.5, 10.3.2)."""
