"""The JSON interface keeps what its OpenAPI document promises, whatever is sent to it (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.config import ChecksConfig, SchemathesisConfig
from schemathesis.schemas import BaseSchema

from tests.repository import ROOT
from tests.webb import ADDRESS
from verktyg.webb.app import create_app
from verktyg.webb.installningar import Settings

HEADERS = {"host": ADDRESS.removeprefix("http://")}
CHECKS = {
    # A question of the right form may name facts, views and receipts that are not there.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]},
    # A list that is too long may be too many bytes too.
    "negative_data_rejection": {"expected-statuses": ["400", "404", "413", "415", "422"]},
}


@pytest.fixture(scope="module")
def interface(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    folder = tmp_path_factory.mktemp("schemathesis")
    rules = copytree(ROOT / "regler", folder / "regler")
    app = create_app(Settings(rules=str(rules), database=str(folder / "kvitton.db")))
    config = SchemathesisConfig()
    config.projects.default.checks = ChecksConfig.from_dict(CHECKS)
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config, headers=HEADERS)
    app.state.server.receipts.database.close()


schema = schemathesis.pytest.from_fixture("interface")


@schema.parametrize()
@settings(deadline=None, derandomize=True, database=None, max_examples=15)
def test_what_is_promised_is_kept(case: schemathesis.Case) -> None:
    case.call_and_validate(headers=HEADERS)
