"""What the tests of the import of DMN models share: small models, and how they answer once imported."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

import motor
from motor.exchange import Imported, import_model
from tests.dmn_texts import wrapped

DAY = datetime.date(2024, 1, 1)


def imported(folder: Path, body: str, **parts: str) -> Imported:
    """The import of a model with this body, from the day of these tests."""
    file = folder / "fika.dmn"
    file.write_text(wrapped(body, **parts), "utf-8")
    return import_model(file, DAY)


def rules(folder: Path, made: Imported) -> motor.Rulebook:
    for name, text in made.files.items():
        target = folder / "fika" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return motor.load(folder / "fika")


def said(made: Imported, name: str) -> Any:
    """What a file says, as texts."""
    file = name if name == "regelverk.yaml" else f"{name}/{DAY}.yaml"
    return yaml.load(made.files[file], yaml.BaseLoader)


def agree(folder: Path, body: str, decision: str, *answers: Mapping[str, Any]) -> Imported:
    """The import, when it answers as the model does whatever the facts; nulls are told or equal."""
    made = imported(folder, body)
    book, model = rules(folder, made), motor.load_dmn(folder / "fika.dmn")
    for facts in answers:
        complete = {name: facts.get(name) for name in book.facts}
        assert book.evaluate(complete, DAY, [decision])[decision] == model.evaluate(facts)[decision]
    return made


def decision(logic: str, name: str = "svar", type_ref: str = "", needs: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decision id="d-{name}" name="{name}"><variable name="{name}"{typed}/>{needs}{logic}</decision>'


def literal(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<literalExpression><text>{escaped}</text></literalExpression>"


CALL = '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
NEEDS = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'


def fact(name: str, type_ref: str = "", more: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<inputData id="i" name="{name}">{more}<variable name="{name}"{typed}/></inputData>'


def item(name: str, inner: str, collection: bool = False) -> str:
    flag = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{name}"{flag}>{inner}</itemDefinition>'


def limited(type_ref: str, tests: str) -> str:
    written = tests.replace("<", "&lt;")
    return f"<typeRef>{type_ref}</typeRef><allowedValues><text>{written}</text></allowedValues>"


def table(inputs: str, outputs: str, *rows: str, policy: str = "UNIQUE") -> str:
    return f'<decisionTable hitPolicy="{policy}">{inputs}{outputs}{"".join(rows)}</decisionTable>'


def column(text: str, type_ref: str = "", allowed: str = "", label: str = "") -> str:
    values = f"<inputValues><text>{allowed}</text></inputValues>" if allowed else ""
    typed, headed = f' typeRef="{type_ref}"' if type_ref else "", f' label="{label}"' if label else ""
    return f"<input{headed}><inputExpression{typed}><text>{text}</text></inputExpression>{values}</input>"


def output(name: str = "", type_ref: str = "", allowed: str = "", default: str = "") -> str:
    named, typed = f' name="{name}"' if name else "", f' typeRef="{type_ref}"' if type_ref else ""
    values = f"<outputValues><text>{allowed}</text></outputValues>" if allowed else ""
    last = f"<defaultOutputEntry><text>{default}</text></defaultOutputEntry>" if default else ""
    return f"<output{named}{typed}>{values}{last}</output>"


def row(*cells: str, gives: int = 1, notes: str = "") -> str:
    split = len(cells) - gives
    escaped = [cell.replace("&", "&amp;").replace("<", "&lt;") for cell in cells]
    when = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in escaped[:split])
    then = "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in escaped[split:])
    return f"<rule>{notes}{when}{then}</rule>"


EXTRA = '<extensionElements><extra xmlns="urn:regelmotor:dmn">{}</extra></extensionElements>'
