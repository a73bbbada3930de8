"""The tables that receipts are kept in. What stands here is made by the migrations."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FORM = "0001"
"""The migration that the tables come from: the last one."""


class Base(DeclarativeBase):
    """What the tables share."""


class Row(Base):
    """A receipt, or a gallring. Content, salt and case are empty once it has been removed."""

    __tablename__ = "kvitto"

    number: Mapped[int] = mapped_column("nummer", primary_key=True, autoincrement=False)
    time: Mapped[str] = mapped_column("tid", Text)
    kind: Mapped[str] = mapped_column("slag", Text)
    case: Mapped[str | None] = mapped_column("ärende", Text, index=True)
    content: Mapped[str | None] = mapped_column("innehåll", Text)
    salt: Mapped[str | None] = mapped_column("salt", Text)
    content_hash: Mapped[str] = mapped_column("innehållets_hash", Text)
    before: Mapped[str] = mapped_column("före", Text)
    chain: Mapped[str] = mapped_column("kedja", Text, unique=True)


class RuleText(Base):
    """The text of a rule file, once for all the receipts that it was used for."""

    __tablename__ = "regelfil"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Use(Base):
    """Which rule texts a receipt rests on, so that those that nothing uses can be found."""

    __tablename__ = "användning"

    number: Mapped[int] = mapped_column("nummer", ForeignKey(Row.number), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey(RuleText.sha256), primary_key=True, index=True)
