"""People are found without accents and in another script; leave, notes of staff, and views of the list of people."""

import sqlalchemy as sa
from alembic import op

from mentortrain.people.names import search_key

revision = "7c1f0b3de9a4"
down_revision = "c81f5a3e7d20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("search_key", sa.String(length=1000), server_default="", nullable=False)
        )
    # Of today's names, by the function that makes the key of tomorrow's: the same table, or nobody is found.
    person = sa.table(
        "person",
        sa.column("id", sa.Integer()),
        sa.column("name", sa.String()),
        sa.column("email", sa.String()),
        sa.column("erased_at", sa.DateTime()),
        sa.column("search_key", sa.String()),
    )
    there = op.get_bind()
    rows = there.execute(
        sa.select(person.c.id, person.c.name, person.c.email).where(person.c.erased_at.is_(None))
    ).all()
    if rows:
        there.execute(
            person.update()
            .where(person.c.id == sa.bindparam("whose"))
            .values(search_key=sa.bindparam("key")),
            [{"whose": row.id, "key": search_key(row.name, row.email)} for row in rows],
        )
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_leave_dates")),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_leave_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_leave_noted_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_participation_id"), "leave", ["participation_id"], unique=False)
    op.create_index(op.f("ix_leave_noted_by_id"), "leave", ["noted_by_id"], unique=False)
    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_staff_note_program_id_program"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staff_note_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["person.id"],
            name=op.f("fk_staff_note_written_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    op.create_index(
        "ix_staff_note_person_id_program_id", "staff_note", ["person_id", "program_id"], unique=False
    )
    op.create_index(op.f("ix_staff_note_written_by_id"), "staff_note", ["written_by_id"], unique=False)
    op.create_table(
        "people_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_people_view_program_id_program"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_people_view_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_view")),
        sa.UniqueConstraint(
            "program_id", "person_id", "name", name=op.f("uq_people_view_program_id_person_id_name")
        ),
    )
    op.create_index(op.f("ix_people_view_person_id"), "people_view", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("people_view")
    op.drop_table("staff_note")
    op.drop_table("leave")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("search_key")
