"""Pictures as data: positions that `mallar/bilder/` draws as SVG."""
