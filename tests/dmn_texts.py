"""Small DMN texts, and what is said of them when they are wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from motor.dmn import model
from motor.dmn.linking import Linked, link_definitions
from motor.dmn.reading import read_definitions
from motor.errors import RuleError

DMN15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
OWN = "https://exempel.se/fika"


def wrapped(body: str, namespace: str = DMN15, own: str = OWN, more: str = "") -> str:
    return f'<definitions xmlns="{namespace}" name="fika" namespace="{own}" {more}>\n{body}\n</definitions>'


def definitions(body: str, **parts: str) -> model.Definitions:
    return read_definitions(("fika.dmn", wrapped(body, **parts)))


def linked(body: str) -> Linked:
    return link_definitions(definitions(body))


def complaints(act: Callable[[], object]) -> list[str]:
    """The problems of a RuleError as `line code`, each said in a Swedish sentence."""
    with pytest.raises(RuleError) as caught:
        act()
    assert all(problem.message.endswith(".") for problem in caught.value.problems)
    return [f"{problem.where.line} {problem.code}" for problem in caught.value.problems]


BUN = """
<inputData id="i1" name="antal  gäster"><variable name="antal gäster" typeRef="number"/></inputData>
<businessKnowledgeModel id="f1" name="dubbelt"><variable name="dubbelt"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
    <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>
<decision id="d1" name="bullar">
  <description>Två var.</description><question>Hur många?</question>
  <variable name="bullar" typeRef="number"/>
  <informationRequirement><requiredInput href="#i1"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#f1"/></knowledgeRequirement>
  <literalExpression>
    <text>
      dubbelt(antal gäster)</text></literalExpression>
</decision>
<decision id="d2" name="degar"><variable name="degar"/>
  <informationRequirement><requiredDecision href="https://exempel.se/fika#d1"/></informationRequirement>
  <literalExpression><text>bullar / 40</text></literalExpression></decision>
<decisionService id="s1" name="bageri"><outputDecision href="#d2"/><encapsulatedDecision href="#d1"/>
  <inputData href="#i1"/></decisionService>
"""
