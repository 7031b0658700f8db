"""What staff do for many people at once is kept: whom it touches, the verdict on each, how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "b1f6c2d98e04"
down_revision = "d2f4b81c60a7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("went", sa.Integer(), nullable=False),
        sa.Column("ended", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('move', 'invite', 'session', 'leave', 'withdraw')", name=op.f("ck_bulk_deed_kind")
        ),
        sa.CheckConstraint("state IN ('chosen', 'read', 'running', 'done')", name=op.f("ck_bulk_deed_state")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_bulk_deed_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_bulk_deed_program_id_program"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_deed")),
    )
    with op.batch_alter_table("bulk_deed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_deed_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bulk_deed_program_id"), ["program_id"], unique=False)

    op.create_table(
        "bulk_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.CheckConstraint("outcome IN ('waiting', 'did', 'left out')", name=op.f("ck_bulk_person_outcome")),
        sa.ForeignKeyConstraint(
            ["bulk_id"], ["bulk_deed.id"], name=op.f("fk_bulk_person_bulk_id_bulk_deed"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_bulk_person_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_person")),
        sa.UniqueConstraint(
            "bulk_id", "participation_id", name=op.f("uq_bulk_person_bulk_id_participation_id")
        ),
    )
    with op.batch_alter_table("bulk_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bulk_person_participation_id"), ["participation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("bulk_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_person_participation_id"))

    op.drop_table("bulk_person")
    with op.batch_alter_table("bulk_deed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_deed_program_id"))
        batch_op.drop_index(batch_op.f("ix_bulk_deed_by_id"))

    op.drop_table("bulk_deed")
