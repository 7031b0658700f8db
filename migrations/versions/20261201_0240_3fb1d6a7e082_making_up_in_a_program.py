"""How the sessions of a program are made up, unless one says otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "3fb1d6a7e082"
down_revision = "9d27f4a1c3e8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "make_up_default",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("open_to", sa.String(length=16), nullable=False),
        sa.Column("watching_counts", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("open_to IN ('partly', 'everybody')", name=op.f("ck_make_up_default_open_to")),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_make_up_default_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_make_up_default")),
    )


def downgrade() -> None:
    op.drop_table("make_up_default")
