"""Where the names of a rule set lead: addresses within its pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import motor


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of a rule set's pages; `day` is the one whose versions they lead to."""

    rulebook: motor.Rulebook
    day: datetime.date

    def page(self, *parts: str, **asked: str) -> str:
        """A page of the rule set."""
        path = "/".join(quote(part, safe="") for part in (self.rulebook.name, *parts))
        return f"/regelverk/{path}" + (f"?{urlencode(asked)}" if asked else "")

    def version(self, decision: str, valid_from: datetime.date) -> str:
        """One version of a decision."""
        return self.page("beslut", decision, från=str(valid_from))

    def href(self, name: str) -> str:
        """A decision in the version of the day, or a fact among the others. Raises KeyError for neither."""
        if name in self.rulebook.decisions:
            version = self.rulebook.version(name, self.day)
            return self.version(name, version.valid_from) if version else self.page("beslut", name)
        return f"{self.page(datum=str(self.day))}#{self.fact_id(name)}"

    def fact_id(self, name: str) -> str:
        """The place of a fact on the page that lists them: its number, since an id holds no blanks."""
        return f"faktum-{[*self.rulebook.facts].index(name) + 1}"

    def source(self, dnr: str) -> str | None:
        """The place of a document among the sources; None for one that the rule set does not have."""
        known = [document.dnr for document in self.rulebook.document.documents]
        return f"{self.page('källor')}#källa-{known.index(dnr) + 1}" if dnr in known else None

    def link(self, name: str) -> Link:
        """A fact or decision by its name."""
        return Link(name, self.href(name))

    def links(self, names: Iterable[str]) -> list[Link]:
        """Facts and decisions by their names."""
        return [self.link(name) for name in names]
