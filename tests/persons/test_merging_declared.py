"""No column that holds whose something is was forgotten when two accounts of one person become one."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from mentortrain import merging
from mentortrain.config import ROOT
from mentortrain.db import Base
from mentortrain.factory import MERGING
from tests.privacy.walk import POINTS

HOW = """
These columns hold whose something is or who did it, and no merging.py says what becomes of them when two accounts
of one person become one:

{missing}

Write in the `merging.py` of the feature that owns the table (copy one, for instance mentortrain/webinars/merging.py)
whether its rows move, are joined where both accounts have one that must be one, end, or keep the old number. A new
merging.py is named in factory.py: MERGING.
"""

LEADS = ("person", "participation")
"""Where a column points that has to be brought to the account that stays."""


def holders(metadata: MetaData) -> dict[str, str]:
    """{table.column: why} of every column that points at a person or a part, or is a person's number by its name."""
    found = {}
    for table in metadata.sorted_tables:
        for column in table.columns:
            pointed_at = {key.column.table.name for key in column.foreign_keys} & set(LEADS)
            if pointed_at:
                found[f"{table.name}.{column.key}"] = f"it points to {', '.join(pointed_at)}"
            elif isinstance(column.type, Integer) and POINTS.search(column.key) and not column.foreign_keys:
                found[f"{table.name}.{column.key}"] = "by its name it is the number of a person"
    return found


NO_PERSON = {
    "entry_person.raised_by": "a number of SEQUENCE",
}


def test_every_column_that_holds_a_person_is_declared_and_none_is_made_up(migrated):
    declared = frozenset().union(*(one.covers for one in merging.every()))
    found = holders(Base.metadata)
    missing = {name: why for name, why in found.items() if name not in declared and name not in NO_PERSON}
    assert not missing, HOW.format(missing="\n".join(f"  {name}: {why}" for name, why in missing.items()))
    assert declared <= set(found) | {
        "stored_file.owner_id",
        "stored_file.uploaded_by",
        "agenda_version.person_id",
    }


@pytest.mark.parametrize("name", ["marked_by_id", "actor_id", "person_id"])
def test_the_walk_finds_a_planted_column(name):
    metadata = MetaData()
    Table("thing", metadata, Column(name, Integer))
    assert list(holders(metadata)) == [f"thing.{name}"]


def test_the_list_of_rooms_is_complete():
    rooms = {path.parent.name for path in (ROOT / "mentortrain").glob("*/merging.py")}
    assert rooms == set(MERGING)
