"""`motor skillnad`: what differs between two days, copies or revisions of a rule set."""

from verktyg.skillnad.skillnad import Request, skillnad

__all__ = ["Request", "skillnad"]
