"""JSON Schemas (2020-12) of every kind of YAML document, for editors and for the engine."""
