"""The pages and the JSON interface: `motor webb` (the extra `webb`)."""
