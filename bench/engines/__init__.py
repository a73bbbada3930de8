"""How each contender is asked. A module an engine; those of peers need their packages."""

from __future__ import annotations

from importlib import import_module
from typing import Any

PEERS = {"zen": "zen", "cel": "cel", "spiff": "SpiffWorkflow", "bkflow": "bkflow_feel"}
"""The modules of the peers, and the package that each needs."""


def peer(name: str) -> Any:
    """The module of a peer; None where its package is not installed."""
    try:
        import_module(PEERS[name])
    except ImportError:
        return None
    return import_module(f"bench.engines.{name}")
