"""Receipts: results that are kept, so that they can be explained, proven and tried again years later.

`personnummer` (what is refused), `innehall` (what a receipt holds), `kedja` (hashes), `tabeller`, `databas`
and `lager` (where they are kept), `spara` (from an answer to a receipt), `kontroll` (the chain proven),
`spela_upp` (the answers proven), `avskrift` (a receipt to read), `visning` (as text and JSON), and
`kommandon`.
"""

from verktyg.fel import lacks_extra

try:
    import alembic as alembic
    import sqlalchemy as sqlalchemy
except ImportError as error:
    raise lacks_extra("Kvitton", "kvitto") from error
