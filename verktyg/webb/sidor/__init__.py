"""The pages, one module each; what they show is laid out in `mallar/`."""
