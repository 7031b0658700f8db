"""Each rendering of an entry has a number, and agendas say which entries changed last: processes keep the rest."""

import sqlalchemy as sa
from alembic import op

revision = "9d27f4a1c3e8"
down_revision = "7d3c0f5a9b21"
branch_labels = None
depends_on = None

# The database gives the number, whoever writes: the version before, which knows nothing of it, as well.
# A later migration that rebuilds the table on SQLite (batch mode) loses the triggers and makes them again.

SHOWN = "rendered, sequence, state, title, description, path, starts_at, ends_at, updated_at, stamped_at"
"""From these an entry's bytes are made, perhaps by another version in another way."""


def upgrade() -> None:
    op.add_column("agenda_version", sa.Column("changes", sa.String(200), nullable=False, server_default=""))
    op.add_column("entry", sa.Column("edition", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE entry SET edition = random()")
        for deed in ("INSERT", f"UPDATE OF {SHOWN}"):
            op.execute(
                f"CREATE TRIGGER entry_edition_{deed[:6].lower()} AFTER {deed} ON entry "  # noqa: S608
                "BEGIN UPDATE entry SET edition = random() WHERE id = NEW.id; END"
            )
        return
    number = "floor(random() * 9007199254740992)::bigint"
    op.execute(f"UPDATE entry SET edition = {number}")  # noqa: S608
    op.execute(
        "CREATE FUNCTION entry_edition() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN NEW.edition := {number}; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER entry_edition BEFORE INSERT OR UPDATE OF {SHOWN} ON entry "
        "FOR EACH ROW EXECUTE FUNCTION entry_edition()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER entry_edition_insert")
        op.execute("DROP TRIGGER entry_edition_update")
    else:
        op.execute("DROP TRIGGER entry_edition ON entry")
        op.execute("DROP FUNCTION entry_edition()")
    op.drop_column("entry", "edition")
    op.drop_column("agenda_version", "changes")
