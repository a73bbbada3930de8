"""A made-up model of every kind of element and expression, and definitions without their places."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from motor.dmn import model
from motor.dmn.model import LiteralExpression as Text
from motor.dmn.model import Remarks


def bare(part: Any) -> Any:
    """A part of definitions without where it was read."""
    if isinstance(part, tuple):
        return tuple(map(bare, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    known = {"where": model.NOWHERE, "file": None}
    names = [each.name for each in fields(part)]
    return replace(part, **{name: known.get(name, bare(getattr(part, name))) for name in names})


TYPES = (
    model.ItemDefinition(
        "Brödsort", "string", '"limpa", "bulle", null', remarks=Remarks("Vad det bakas av.")
    ),
    model.ItemDefinition(
        "Beställning",
        components=(
            model.ItemDefinition("sort", "Brödsort"),
            model.ItemDefinition("antal", "number", "[1..500]"),
        ),
    ),
    model.ItemDefinition("Beställningar", "Beställning", collection=True),
    model.ItemDefinition("Pris", function=model.FunctionItem((("antal", "number"),), "number")),
)

INPUTS = (
    model.InputData(
        "indata_sort",
        "sort",
        "Brödsort",
        remarks=Remarks(
            "Vilket bröd som beställs.", 'fråga: "Vilket bröd?"\nkälla: [rutin, kapitel: 2 § & <3>]'
        ),
    ),
    model.InputData("indata_antal", "antal bröd per beställning från en stamkund", "number"),
    model.InputData("indata_stamkund", "är stamkund", "boolean"),
    model.InputData("indata_bestallningar", "beställningar", "Beställningar"),
)

FUNCTIONS = (
    model.Function(
        "funktion_moms",
        "moms",
        "Pris",
        model.FunctionDefinition(
            (model.Variable("belopp", "number"),), Text("belopp * 0.12"), type_ref="number"
        ),
    ),
    model.Function(
        "funktion_avrundat",
        "avrundat",
        None,
        model.FunctionDefinition(
            (model.Variable("belopp", "number"), model.Variable("steg")),
            model.ContextExpression(
                (
                    model.ContextEntry("antal steg", "number", Text("floor(belopp / steg)")),
                    model.ContextEntry(None, None, Text("antal steg * steg")),
                )
            ),
        ),
        knowledge=("#funktion_moms",),
        authorities=("#kalla_rutin",),
        remarks=Remarks("Nedåt."),
    ),
    model.Function(
        "funktion_storst",
        "störst",
        None,
        model.FunctionDefinition(
            (model.Variable("a", "number"), model.Variable("b", "number")),
            model.ContextExpression(
                (
                    model.ContextEntry("class", None, Text('"java.lang.Math"')),
                    model.ContextEntry("method signature", None, Text('"max(long, long)"')),
                )
            ),
            "Java",
        ),
    ),
)

RABATT = model.DecisionTable(
    "U",
    (
        model.TableInput(
            "antal bröd per beställning från en stamkund",
            "number",
            label="Antal",
            remarks=Remarks("Per beställning", "enhet: st"),
        ),
        model.TableInput("sort", "Brödsort", '"limpa", "bulle"'),
    ),
    (
        model.TableOutput(
            "rabatt", "number", default="0", label="Rabatt", remarks=Remarks(None, "enhet: procent")
        ),
    ),
    (
        model.TableRule(("< 10", "-"), ("0",), annotations=("Rutin 1 §", "")),
        model.TableRule(
            ("[10..50]", '"limpa"'),
            ("5",),
            annotations=("Rutin 2 §", "Gäller även halva limpor"),
            remarks=Remarks("Källa: rutin 2 §. Tolkning: gäller även halva limpor.", "status: utkast"),
        ),
        model.TableRule(("> 50", 'not("bulle")'), ("10",), annotations=("Rutin 3 §", "")),
    ),
    output_label="Rabatt i procent",
    annotations=("Källa", "Tolkning"),
)

LEVERANS = model.DecisionTable(
    "P",
    (model.TableInput("rabatt", "number"),),
    (model.TableOutput("sätt", "string", '"bil", "cykel", "hämtas"'), model.TableOutput("dagar", "number")),
    (model.TableRule(("-",), ('"hämtas"', "0")), model.TableRule((">= 5",), ('"cykel"', "1"))),
)

DECISIONS = (
    model.Decision(
        "beslut_rabatt",
        "rabatt",
        "number",
        RABATT,
        ("#indata_sort", "#indata_antal"),
        question="Hur stor är rabatten?",
        authorities=("#kalla_rutin", "#kalla_lag"),
        remarks=Remarks("Rabatten beror på antalet.\nDen är aldrig över 10 %.", "status: fastställd"),
    ),
    model.Decision("beslut_leverans", "leverans", None, LEVERANS, (), ("#beslut_rabatt",)),
    model.Decision(
        "beslut_pris",
        "pris",
        "number",
        model.ContextExpression(
            (
                model.ContextEntry(
                    "före",
                    "number",
                    Text("antal bröd per beställning från en stamkund * 30"),
                    remarks=Remarks(None, "enhet: kr"),
                ),
                model.ContextEntry("efter", "number", Text("före * (100 - rabatt) / 100")),
                model.ContextEntry(
                    None,
                    None,
                    model.Invocation(
                        Text("avrundat"), (("belopp", Text("efter + moms(efter)")), ("steg", Text("0.5")))
                    ),
                ),
            )
        ),
        ("#indata_antal",),
        ("#beslut_rabatt",),
        ("#funktion_moms", "#funktion_avrundat"),
        authorities=("#kalla_rutin",),
    ),
    model.Decision(
        "beslut_sorter",
        "sorter",
        None,
        model.Relation(
            ("sort", "vikt"),
            ((Text('"limpa"'), Text("500")), (Text('"bulle"'), Text("80"))),
            types=("Brödsort", None),
        ),
    ),
    model.Decision(
        "beslut_vikter",
        "vikter",
        None,
        model.ListExpression((Text("80"), Text("500"))),
        (),
        ("#beslut_sorter",),
    ),
    model.Decision(
        "beslut_dagspris",
        "dagspris",
        None,
        model.FunctionDefinition(
            (model.Variable("dag", "date"),), Text('if dag > @"2024-01-01" then pris else null')
        ),
        (),
        ("#beslut_pris",),
    ),
    model.Decision("beslut_utan_logik", "utan logik", "string"),
)

NEWER = (
    model.Decision(
        "beslut_villkor",
        "villkor",
        "string",
        model.Conditional(Text("är stamkund"), Text('"ja"'), Text('"nej"'), "string"),
        ("#indata_stamkund",),
    ),
    model.Decision(
        "beslut_stora",
        "stora",
        None,
        model.FilterExpression(Text("beställningar"), Text("item.antal > 10")),
        ("#indata_bestallningar",),
    ),
    model.Decision(
        "beslut_dubbla",
        "dubbla",
        None,
        model.ForExpression("b", Text("stora"), Text("b.antal * 2")),
        (),
        ("#beslut_stora",),
    ),
    model.Decision(
        "beslut_nagon",
        "någon",
        "boolean",
        model.Quantified("some", "b", Text("stora"), Text("b.antal > 100")),
        (),
        ("#beslut_stora",),
    ),
    model.Decision(
        "beslut_alla",
        "alla",
        "boolean",
        model.Quantified("every", "b", Text("stora"), Text("b.antal > 100")),
        (),
        ("#beslut_stora",),
    ),
)

SOURCES = (
    model.KnowledgeSource("kalla_rutin", "KS 2023:17 Rutin för bageriet", "https://exempel.se/rutin"),
    model.KnowledgeSource("kalla_lag", "Livsmedelslagen", remarks=Remarks("SFS 2006:804")),
)

BAKERY = model.Definitions(
    "bageriet",
    "https://exempel.se/bageriet",
    (),
    TYPES,
    INPUTS,
    DECISIONS + NEWER,
    FUNCTIONS,
    (
        model.Service(
            "tjanst_pris",
            "pristjänst",
            "number",
            ("#beslut_pris",),
            ("#beslut_rabatt",),
            (),
            ("#indata_sort", "#indata_antal"),
        ),
    ),
    sources=SOURCES,
    remarks=Remarks("Vad brödet kostar.", "vyer: []"),
)
