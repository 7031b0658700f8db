"""Lists of people to invite are kept with the verdict on each row, and worked off once they are confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "e2a1cb7360c7"
down_revision = "9c2b7f4d1e60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("other_encoding", sa.String(length=20), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('read', 'running', 'done')", name=op.f("ck_people_import_state")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_people_import_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_people_import_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_import_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_import_program_id"), ["program_id"], unique=False)

    op.create_table(
        "people_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("concern", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("zone_written", sa.Text(), nullable=False),
        sa.Column("group_written", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'invited', 'left out')", name=op.f("ck_people_import_row_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_people_import_row_import_id_people_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_people_import_row_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import_row")),
    )
    with op.batch_alter_table("people_import_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_import_row_email_key"), ["email_key"], unique=False)
        batch_op.create_index(
            "ix_people_import_row_import_id_outcome", ["import_id", "outcome"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_people_import_row_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("people_import_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_import_row_person_id"))
        batch_op.drop_index("ix_people_import_row_import_id_outcome")
        batch_op.drop_index(batch_op.f("ix_people_import_row_email_key"))

    op.drop_table("people_import_row")
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_import_program_id"))
        batch_op.drop_index(batch_op.f("ix_people_import_by_id"))

    op.drop_table("people_import")
