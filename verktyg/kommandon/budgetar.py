"""Commands for the policy year: a new version, what it changes and costs, and its adoption."""
