"""Each participation has a line of its program's board, in the board's own order; the database keeps it."""

import sqlalchemy as sa
from alembic import op

revision = "e3a9c57d1b46"
down_revision = "6e2a9c47b1d3"
branch_labels = None
depends_on = None

# The database writes it, whoever changes what it says: the version before, which knows nothing of it, as well.
# A later migration that rebuilds one of these tables on SQLite (batch mode) loses its triggers and makes them again.

ORDER = (
    "program_id",
    "is_here",
    "role",
    "is_ready",
    "missing",
    "minutes_left",
    "by_name",
    "participation_id",
)
COUNTED = ("program_id", "is_here", "role", "cohort_id", "is_ready", "has_joined", "started", "lacks_session",
           "names_sessions", "else_waits_for", "basis")  # fmt: skip

OF_PART = {
    "program_id": "{0}.program_id",
    "cohort_id": "{0}.cohort_id",
    "role": "{0}.role",
    "is_here": "{0}.left_at IS NULL",
    "has_joined": "{0}.joined_at IS NOT NULL",
    "by_name": "(SELECT substr(person.search_key, 1, 100) FROM person WHERE person.id = {0}.person_id)",
}
"""From a row of participation, whatever it is called."""
OF_JUDGEMENT = {
    "basis": "{0}.basis",
    "missing": "{0}.missing",
    "minutes_left": "{0}.minutes_left",
    "started": "{0}.started",
    "lacks_session": "{0}.lacks_session",
    "lacks_sessions_about": "{0}.lacks_sessions_about",
    "names_sessions": "{0}.lacks_sessions_about IS NOT NULL",
    "else_waits_for": "{0}.else_waits_for",
}
TRIGGERS = {
    ("participation", "INSERT"): (
        f"INSERT INTO board_line (participation_id, {', '.join(OF_PART)}, is_ready) "  # noqa: S608
        f"VALUES (NEW.id, {', '.join(OF_PART.values()).format('NEW')}, {{no}})"
    ),
    ("participation", "UPDATE OF program_id, cohort_id, role, person_id, joined_at, left_at"): (
        f"UPDATE board_line SET {', '.join(f'{name} = {value}' for name, value in OF_PART.items()).format('NEW')} "  # noqa: S608
        "WHERE participation_id = NEW.id"
    ),
    ("person", "UPDATE OF search_key"): (
        "UPDATE board_line SET by_name = substr(NEW.search_key, 1, 100) "
        "WHERE participation_id IN (SELECT id FROM participation WHERE person_id = NEW.id)"
    ),
    **{
        ("readiness_judgement", deed): (
            "UPDATE board_line SET "  # noqa: S608
            + ", ".join(f"{name} = {value}" for name, value in OF_JUDGEMENT.items()).format("NEW")
            + " WHERE participation_id = NEW.participation_id"
        )
        for deed in ("INSERT", "UPDATE")
    },
    ("readiness_judgement", "DELETE"): (
        f"UPDATE board_line SET {', '.join(f'{name} = NULL' for name in OF_JUDGEMENT)} "  # noqa: S608
        "WHERE participation_id = OLD.participation_id"
    ),
    ("ready_declaration", "INSERT"): (
        "UPDATE board_line SET is_ready = {yes}, ready_since = NEW.declared_at "
        "WHERE participation_id = NEW.participation_id AND NEW.withdrawn_at IS NULL"
    ),
    ("ready_declaration", "UPDATE"): (
        "UPDATE board_line SET is_ready = {no}, ready_since = NULL "
        "WHERE participation_id = OLD.participation_id AND OLD.withdrawn_at IS NULL; "
        "UPDATE board_line SET is_ready = {yes}, ready_since = NEW.declared_at "
        "WHERE participation_id = NEW.participation_id AND NEW.withdrawn_at IS NULL"
    ),
    ("ready_declaration", "DELETE"): (
        "UPDATE board_line SET is_ready = {no}, ready_since = NULL "
        "WHERE participation_id = OLD.participation_id AND OLD.withdrawn_at IS NULL"
    ),
}
"""What is done after each row, by table and deed."""


def upgrade() -> None:
    op.create_table(
        "board_line",
        sa.Column("participation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("is_here", sa.Boolean(), nullable=False),
        sa.Column("has_joined", sa.Boolean(), nullable=False),
        sa.Column("by_name", sa.String(100), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("ready_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis", sa.String(32), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=True),
        sa.Column("minutes_left", sa.Integer(), nullable=True),
        sa.Column("started", sa.Boolean(), nullable=True),
        sa.Column("lacks_session", sa.Boolean(), nullable=True),
        sa.Column("lacks_sessions_about", sa.Text(), nullable=True),
        sa.Column("names_sessions", sa.Boolean(), nullable=True),
        sa.Column("else_waits_for", sa.String(8), nullable=True),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_board_line_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_board_line")),
    )
    op.execute(
        f"INSERT INTO board_line (participation_id, {', '.join((*OF_PART, *OF_JUDGEMENT))}, is_ready, ready_since) "  # noqa: S608
        f"SELECT part.id, {', '.join(OF_PART.values()).format('part')}, "
        f"{', '.join(OF_JUDGEMENT.values()).format('judged')}, standing.id IS NOT NULL, standing.declared_at "
        "FROM participation AS part "
        "LEFT JOIN readiness_judgement AS judged ON judged.participation_id = part.id "
        "LEFT JOIN ready_declaration AS standing "
        "ON standing.participation_id = part.id AND standing.withdrawn_at IS NULL"
    )
    op.execute("UPDATE board_line SET names_sessions = NULL WHERE basis IS NULL")
    op.create_index("ix_board_line_in_order", "board_line", [*ORDER, "cohort_id"])
    op.create_index("ix_board_line_counted", "board_line", list(COUNTED))
    for (table, deed), does in TRIGGERS.items():
        name = f"board_line_{table}_{deed[:6].lower()}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name} AFTER {deed} ON {table} BEGIN {does.format(yes=1, no=0)}; END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {does.format(yes='true', no='false')}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for table, deed in TRIGGERS:
        name = f"board_line_{table}_{deed[:6].lower()}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("board_line")
