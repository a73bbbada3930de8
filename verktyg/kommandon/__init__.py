"""What each command takes. What it does stands in a module of its own, which is imported when it runs."""
