"""Migrations only add, so that two versions work on one database; and two starts at once migrate it once."""

from __future__ import annotations

import pytest

from mentortrain.config import ROOT
from tests.additive import breaches

MIGRATIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.mark.parametrize("path", MIGRATIONS, ids=[path.stem for path in MIGRATIONS])
def test_a_migration_only_adds_or_says_that_it_is_a_contract_step(path):
    assert breaches(path.read_text()) == []


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ('op.drop_column("person", "name")', "drop_column"),
        ('op.drop_table("person")', "drop_table"),
        ('op.rename_table("person", "human")', "rename_table"),
        ('op.alter_column("person", "name", new_column_name="title")', "alter_column with new_column_name"),
        ('op.alter_column("person", "name", nullable=False)', "alter_column with nullable"),
        (
            'op.add_column("person", sa.Column("age", sa.Integer(), nullable=False))',
            "add_column NOT NULL without server_default",
        ),
        (
            'op.create_index("ix", "person", ["name"], unique=True)',
            "a unique index on a table that is in use",
        ),
        (
            'op.create_unique_constraint("uq", "person", ["name"])',
            "create_unique_constraint on a table that is in use",
        ),
        ('op.execute("ALTER TABLE person DROP COLUMN name")', "execute with DROP"),
    ],
)
def test_what_the_version_before_might_trip_over_is_found(step, why):
    assert breaches(f"def upgrade():\n    {step}\n") == [f"line 2: {why}"]
    batch = step.replace("op.", "batch_op.", 1)
    assert breaches(
        f"def upgrade():\n    with op.batch_alter_table('person') as batch_op:\n        {batch}\n"
    )
    assert breaches(f'contract = "nobody reads it since 0.2"\n\n\ndef upgrade():\n    {step}\n') == []


@pytest.mark.parametrize(
    "step",
    [
        'op.create_table("pair", sa.Column("id", sa.Integer(), nullable=False))',
        'op.add_column("person", sa.Column("age", sa.Integer(), nullable=True))',
        'op.add_column("person", sa.Column("age", sa.Integer(), nullable=False, server_default="0"))',
        'op.create_index("ix", "person", ["name"])',
        'op.alter_column("person", "name", existing_type=sa.Text(), nullable=True)',
        "op.execute(\"UPDATE person SET language = 'en'\")",
    ],
)
def test_what_only_adds_passes(step):
    assert breaches(f"def upgrade():\n    {step}\n") == []
