"""Questions on a page: what was answered, what is asked next, and how each question is laid out."""
