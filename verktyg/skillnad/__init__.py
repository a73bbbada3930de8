"""`motor skillnad`: what differs between two days, copies or revisions of a rule set."""

from verktyg.skillnad.skillnad import skillnad
from verktyg.skillnad.svar import Order

__all__ = ["Order", "skillnad"]
