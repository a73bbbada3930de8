"""How the tables of receipts have come about, step by step (Alembic)."""
