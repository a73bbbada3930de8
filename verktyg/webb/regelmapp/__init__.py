"""The rule sets on disk as they are served: files, loading, watching, and what takes long to work out."""
