"""Context functions (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from typing import Any

from motor.feel.functions.builtin import builtins
from motor.values.kinds import describe
from motor.values.null import Null


def get_value(context: dict[str, Any], key: str) -> Any:
    """The entry of that key."""
    if key not in context:
        raise Null("saknad nyckel", f'get value: kontexten har ingen nyckel "{key}".')
    return context[key]


def get_entries(context: dict[str, Any]) -> list[dict[str, Any]]:
    """A list of {key, value}, in the context's order."""
    return [{"key": key, "value": value} for key, value in context.items()]


def context_of(entries: list[Any]) -> dict[str, Any]:
    """The context of a list of {key, value}; null when a key or a value is missing, or a key is repeated."""
    result: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Null("ogiltig post", f"context: posten {describe(entry)} ska ha key (en text) och value.")
        if entry["key"] in result:
            raise Null("dubblerad nyckel", f'context: nyckeln "{entry["key"]}" finns två gånger.')
        result[entry["key"]] = entry["value"]
    return result


def context_put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The context with that entry added or changed."""
    return {**context, key: value}


def context_put_nested(context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """The context with an entry changed at the end of a path of keys through contexts."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Null("ogiltiga nycklar", "context put: keys ska vara en lista med en eller flera texter.")
    first, *rest = keys
    if not rest:
        return context_put(context, first, value)
    inner = context.get(first)
    if not isinstance(inner, dict):
        raise Null("ingen kontext", f'context put: nyckeln "{first}" leder inte till en kontext.')
    return context_put(context, first, context_put_nested(inner, rest, value))


def context_merge(contexts: list[Any]) -> dict[str, Any]:
    """All entries; of two with one key, the later."""
    result: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Null("fel typ", f"context merge: {describe(context)} är ingen kontext.")
        result.update(context)
    return result


FUNCTIONS = builtins(
    {
        "get value": [("m: context, key: string", get_value)],
        "get entries": [("m: context", get_entries)],
        "context": [("entries: list", context_of)],
        "context put": [
            ("context: context, key: string, value: Any", context_put),
            ("context: context, keys: list, value: Any", context_put_nested),
        ],
        "context merge": [("contexts: list", context_merge)],
    }
)
