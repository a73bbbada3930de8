"""What a rule set's own export keeps for the way back: the YAML in the extension element <extra>."""

from __future__ import annotations

from collections.abc import Collection

from motor.dmn.model import Remarks
from motor.documents.reader import read
from motor.documents.source import Mapping as Keys
from motor.documents.yaml_text import Data, data_of
from motor.errors import Location, Problem


def extra(
    remarks: Remarks, where: Location, problems: list[Problem], allowed: Collection[str]
) -> dict[str, Data]:
    """The keys in <extra> with their values as texts. Any key but the allowed ones is a problem."""
    if remarks.extra is None:
        return {}
    node, _, found = read((where.file or "", remarks.extra.strip("\n")))
    if found or not isinstance(node, Keys):
        reason = found[0].message if found else "Det är inte nycklar med värden."
        message = f"Elementet <extra> går inte att läsa. {reason}"
        problems.append(
            Problem("fel i extra", message, where, hint="Ta bort elementet, eller exportera igen.")
        )
        return {}
    data = {name: data_of(value) for name, value in node.items()}
    unknown = [name for name in data if name not in allowed]
    for name in unknown:
        message = f"Nyckeln {name} hör inte hemma i elementet <extra> här."
        problems.append(Problem("okänd nyckel", message, where, hint="Ta bort nyckeln."))
    return {name: value for name, value in data.items() if name not in unknown}
