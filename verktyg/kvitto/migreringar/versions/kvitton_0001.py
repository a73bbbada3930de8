"""Receipts, the rule texts that they rest on, and which rests on which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kvitto",
        sa.Column("nummer", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tid", sa.Text, nullable=False),
        sa.Column("slag", sa.Text, nullable=False),
        sa.Column("ärende", sa.Text),
        sa.Column("innehåll", sa.Text),
        sa.Column("salt", sa.Text),
        sa.Column("innehållets_hash", sa.Text, nullable=False),
        sa.Column("före", sa.Text, nullable=False),
        sa.Column("kedja", sa.Text, nullable=False, unique=True),
    )
    op.create_index("ix_kvitto_ärende", "kvitto", ["ärende"])
    op.create_table(
        "regelfil",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "användning",
        sa.Column("nummer", sa.Integer, sa.ForeignKey("kvitto.nummer"), primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("regelfil.sha256"), primary_key=True),
    )
    op.create_index("ix_användning_sha256", "användning", ["sha256"])
