"""What a request asks of: the server's parts, the person, the rule set and the view that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from verktyg.kvitto.databas import Database
from verktyg.kvitto.lager import Store
from verktyg.vy import View
from verktyg.webb.inloggning.fil import Login, Oidc, Proxy, read_login
from verktyg.webb.inloggning.roller import Person, Role
from verktyg.webb.inloggning.tjanst import Service
from verktyg.webb.installningar import Settings
from verktyg.webb.regelmapp.mapp import RuleFolder
from verktyg.webb.regelmapp.serverad import Served


@dataclass(frozen=True, slots=True)
class Server:
    """The parts that every request shares."""

    settings: Settings
    rules: RuleFolder
    receipts: Store
    login: Login | None = None
    provider: Service | None = None

    @classmethod
    def of(cls, settings: Settings, rules: RuleFolder) -> Server:
        """The server of those settings; the database is opened when it is first used. Raises UsageError."""
        login = read_login(Path(settings.login)) if settings.login else None
        provider = Service(login.way) if login and isinstance(login.way, Oidc) else None
        return cls(settings, rules, Store(Database(settings.database)), login, provider)

    @property
    def way(self) -> Oidc | Proxy | None:
        """How people log in; None where only those at the machine itself reach the pages."""
        return self.login.way if self.login else None


def server_of(request: Request) -> Server:
    """The server that answers."""
    server: Server = request.app.state.server
    return server


def person_of(request: Request) -> Person:
    """Who is asking, as the way in has found out."""
    person: Person = request.state.person
    return person


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency: the person, who must have `role`."""

    role: Role

    def __call__(self, request: Request) -> Person:
        """The person. Raises HTTPException."""
        person = person_of(request)
        if not person.may(self.role):
            raise HTTPException(403, f"Det här kräver rollen {self.role}.")
        return person


def needs(role: Role) -> Needs:
    """A dependency: the person, who must have `role`."""
    return Needs(role)


def rule_set_of(request: Request, regelverk: str) -> Served:
    """The rule set that the address names. A name is looked up among those served: it is never a path."""
    rules = server_of(request).rules
    served = rules.served.get(regelverk)
    if served is None and regelverk in rules.refused:
        raise HTTPException(503, "Regelverket går inte att använda. Vad som är fel står på startsidan.")
    if served is None:
        raise HTTPException(404, "Det finns inget regelverk med det namnet.")
    return served


RuleSetOf = Annotated[Served, Depends(rule_set_of)]
ServerOf = Annotated[Server, Depends(server_of)]


def view_named(served: RuleSetOf, vy: str) -> View:
    """The view that the address names."""
    view = served.view(vy)
    if view is None:
        raise HTTPException(404, "Regelverket har ingen sådan sida.")
    return view


ViewOf = Annotated[View, Depends(view_named)]
