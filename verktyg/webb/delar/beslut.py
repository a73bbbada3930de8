"""The decisions of an answer, and the rules that it rests on: the same data as the text commands show."""

from __future__ import annotations

from verktyg.avgjort import Decided, decided
from verktyg.regelgrund import RulesUsed, rules_used

__all__ = ["Decided", "RulesUsed", "decided", "rules_used"]
