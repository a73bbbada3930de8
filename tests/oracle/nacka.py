"""Nacka's rules in plain Python: if and elif, datetime and decimal.

A second, independent reading of the same sources, to hold the rule engine against. It reads nothing under
`regler/`. Every function takes complete facts, by their names, and gives Python values: amounts in kronor as
Decimal.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Facts = Mapping[str, Any]
Terms = tuple[str, int, Any, int]

OLD = "arbetsmarknadsinsatser 2023"
TERMS_2023: dict[str, Terms] = {
    "Jobbpeng grund": (OLD, 3, 3686, 18000),
    "Förstärkt jobbpeng": (OLD, 12, 4858, 18000),
    "Språk och arbetsintroduktion": (OLD, 12, 6080, 18000),
}
TERMS_2024: dict[str, Terms] = {
    "AMI 1": ("AMI", 3, 3800, 20000),
    "AMI 2": ("AMI", 12, 5000, 20000),
    "ISA 1": ("ISA", 9, 6200, 0),
    "ISA 2": ("ISA", 12, 6200, 0),
    "FAI 1": ("FAI", 3, 8000, 0),
    "FAI 2": ("FAI", 6, 8000, 0),
    **TERMS_2023,
}
VERSIONS = [(date(2023, 1, 1), TERMS_2023), (date(2024, 1, 1), TERMS_2024)]
"""The terms and the first day they are in force, the earliest first. A test may add a made-up year."""


# --- placement


def target_groups(facts: Facts) -> list[str]:
    """The decision målgrupper."""
    groups = []
    if 18 <= facts["ålder"] <= 24 and facts["utanför arbete och studier"]:
        groups.append("unga vuxna")
    if facts["ekonomiskt bistånd"]:
        groups.append("ekonomiskt bistånd")
    if facts["etableringsprogrammet"]:
        groups.append("nyanländ")
    if facts["bristande svenska"] and facts["utanför arbete och studier"]:
        groups.append("bristande svenska")
    return groups


def notices(facts: Facts) -> int:
    """How many upplysningar there are; their wording is the rule set's own."""
    return int(facts["ekonomiskt bistånd"] and facts["ersättning från AF eller a-kassa"])


def possible(facts: Facts) -> list[str]:
    """The decision möjliga insatser."""
    capacity = facts["arbetsförmåga"]
    unclear = capacity is None
    found = []
    if not unclear and capacity == 100:
        found.append("AMI 1")
    if not unclear and 25 <= capacity < 100:
        found.append("AMI 2")
    if facts["behov av sfi"] and facts["etableringsprogrammet"]:
        found.append("ISA 1")
    if facts["behov av sfi"] and not facts["etableringsprogrammet"]:
        found.append("ISA 2")
    if unclear and facts["förlängd kundvalsinsats"]:
        found.append("FAI 1")
    if (
        (unclear and not facts["förlängd kundvalsinsats"])
        or (not facts["pågående insats"] and facts["behov av förberedande insats"])
        or (not unclear and capacity < 25)
    ):
        found.append("FAI 2")
    return found


def suggested(facts: Facts) -> str:
    """The decision föreslagen insats."""
    alternatives = possible(facts)
    return next(
        name for name in ("ISA 1", "ISA 2", "AMI 1", "AMI 2", "FAI 1", "FAI 2") if name in alternatives
    )


def activation(facts: Facts) -> dict[str, str | None]:
    """The decision aktivering."""
    capacity, statement = facts["arbetsförmåga"], facts["ställningstagande från förtroendeläkare"]
    if capacity is None:
        return {"planering": "avvakta bedömning", "att göra": "inhämta ställningstagande"}
    if capacity == 100:
        return {"planering": "heltid", "att göra": None}
    plan = "efter aktivitetsförmåga, stegvis ökning" if capacity < 25 else "efter arbetsförmåga, mot heltid"
    return {"planering": plan, "att göra": None if statement else "inhämta ställningstagande"}


# --- terms and calendar


def terms_on(insats: str, day: date) -> Terms:
    """Kundval, length in months, checkbelopp and resultatbonus on a day."""
    in_force = [table for first_day, table in VERSIONS if first_day <= day]
    return in_force[-1][insats]


def terms(facts: Facts, on: date) -> dict[str, Any]:
    """The decision insatsvillkor."""
    names = ("kundval", "insatslängd", "checkbelopp", "resultatbonus")
    return dict(zip(names, terms_on(facts["insats"], on), strict=True))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def ordinary_end(facts: Facts) -> date:
    """The decision ordinarie slutdatum."""
    start = facts["startdatum"]
    return add_months(start, terms_on(facts["insats"], start)[1]) - timedelta(days=1)


def granted_end(facts: Facts) -> date:
    """The decision beviljat slutdatum."""
    if facts.get("beviljade månader") is None:
        return ordinary_end(facts)
    return add_months(facts["startdatum"], int(facts["beviljade månader"])) - timedelta(days=1)


def insats_month(facts: Facts) -> int:
    """The decision insatsmånad, by walking the months one at a time."""
    month = 1
    while add_months(facts["startdatum"], month) <= facts["slutdatum"]:
        month += 1
    return month


# --- compensation


def is_old(facts: Facts) -> bool:
    """Whether the 2023 model applies: it does to the 2023 insatser, also in 2024."""
    return terms_on(facts["insats"], facts["startdatum"])[0] == OLD


def gives_bonus(facts: Facts) -> bool:
    """The decision bonusgrundande."""
    kundval = terms_on(facts["insats"], facts["startdatum"])[0]
    return (
        kundval in ("AMI", OLD)
        and facts["avslutsorsak"] in ("arbete", "studier")
        and facts["varaktighet"] > 6
    )


def bonus_share(facts: Facts) -> Decimal:
    """The decision bonusandel."""
    if not gives_bonus(facts):
        return Decimal(0)
    if is_old(facts):
        return Decimal(1)
    end, granted = facts["slutdatum"], granted_end(facts)
    if facts["insats"] == "AMI 1":
        return Decimal(1 if end < granted else 0)
    month = insats_month(facts)
    if end > granted or month > 12:
        return Decimal(0)
    if month <= 6:
        return Decimal(1)
    if month <= 10:
        return Decimal("0.5")
    return Decimal("0.25")


def to_ore(amount: Decimal) -> Decimal:
    """Half up to whole öre."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def lines(insats: str, first: date, last: date) -> list[dict[str, Any]]:
    """Payment lines, by counting the days of each month one at a time."""
    days: dict[tuple[int, int], list[date]] = {}
    day = first
    while day <= last:
        days.setdefault((day.year, day.month), []).append(day)
        day += timedelta(days=1)
    paid = []
    for (year, month), carried_out in days.items():
        rate = Decimal(terms_on(insats, carried_out[0])[2])
        in_month = calendar.monthrange(year, month)[1]
        amount = to_ore(rate * len(carried_out) / in_month)
        paid.append(
            {"från": carried_out[0], "till": carried_out[-1], "dagar": len(carried_out), "belopp": amount}
        )
    return paid


def total(paid: list[dict[str, Any]]) -> Decimal:
    """The sum of payment lines."""
    return sum((line["belopp"] for line in paid), Decimal(0))


def monthly_pay(facts: Facts) -> list[dict[str, Any]]:
    """The decision månadsersättning."""
    return lines(facts["insats"], facts["startdatum"], facts["slutdatum"])


def speed_premium(facts: Facts) -> Decimal:
    """The decision snabbhetspremie."""
    if is_old(facts) or not gives_bonus(facts):
        return Decimal(0)
    last = min(granted_end(facts), ordinary_end(facts))
    return total(lines(facts["insats"], facts["slutdatum"] + timedelta(days=1), last))


def ending_pay(facts: Facts) -> Decimal:
    """The decision avslutsersättning."""
    if is_old(facts) or facts["avslutsorsak"] != "avbruten" or facts["slutdatum"] >= granted_end(facts):
        return Decimal(0)
    return to_ore(Decimal(terms_on(facts["insats"], facts["slutdatum"])[2]) / 2)


def compensation(facts: Facts) -> dict[str, Any]:
    """The decision ersättning."""
    paid = monthly_pay(facts)
    parts = {
        "månadsersättning": total(paid),
        "snabbhetspremie": speed_premium(facts),
        "resultatbonus": to_ore(terms_on(facts["insats"], facts["startdatum"])[3] * bonus_share(facts)),
        "avslutsersättning": ending_pay(facts),
    }
    return {"rader": paid, **parts, "totalt": sum(parts.values(), Decimal(0))}


# --- supervision


def factors(facts: Facts) -> list[str]:
    """The decision tillsynsfaktorer."""
    found = []
    if facts["brist i del"]:
        found.append("allvaret i bristen")
    if len(set(facts["brist i del"])) > 1:
        found.append("brist i flera villkor")
    if facts["upprepad brist"]:
        found.append("upprepade brister")
    if facts["ekonomisk konsekvens"]:
        found.append("ekonomiska konsekvenser för kommunen")
    if facts["konsekvens för kund"] != "ingen":
        found.append("konsekvenser för kund")
    if facts["rapporterade avvikelser"]:
        found.append("rapporterade avvikelser")
    return found


def sanctions(facts: Facts) -> list[str]:
    """The draft decision sanktioner."""
    repeated = facts["upprepad brist"]
    if facts["konsekvens för kund"] == "ingen":
        return ["åtgärdsplan", "varning"] if repeated else ["åtgärdsplan"]
    if facts["konsekvens för kund"] == "liten":
        return ["varning", "vite"] if repeated else ["åtgärdsplan", "varning"]
    return ["vite", "avauktion"] if repeated else ["varning", "vite", "avauktion"]


PLACEMENT: dict[str, Callable[[Facts], Any]] = {
    "målgrupper": target_groups,
    "möjliga insatser": possible,
    "föreslagen insats": suggested,
    "aktivering": activation,
}
COMPENSATION: dict[str, Callable[[Facts], Any]] = {
    "beviljat slutdatum": granted_end,
    "ordinarie slutdatum": ordinary_end,
    "insatsmånad": insats_month,
    "bonusgrundande": gives_bonus,
    "bonusandel": bonus_share,
    "månadsersättning": monthly_pay,
    "snabbhetspremie": speed_premium,
    "avslutsersättning": ending_pay,
    "ersättning": compensation,
}
SUPERVISION: dict[str, Callable[[Facts], Any]] = {"tillsynsfaktorer": factors, "sanktioner": sanctions}
