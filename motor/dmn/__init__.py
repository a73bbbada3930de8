"""DMN models: the XML of DMN 1.1 to 1.6, read, linked and evaluated (DMN 1.5)."""
