"""What every request passes through before a page sees it."""
