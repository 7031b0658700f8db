"""How everybody was judged last is kept, so that the board can sort and count. The ticker fills it."""

import sqlalchemy as sa
from alembic import op

revision = "b5d0a71e93c4"
down_revision = "623e30027088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readiness_judgement",
        sa.Column("participation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("minutes_left", sa.Integer(), nullable=False),
        sa.Column("started", sa.Boolean(), nullable=False),
        sa.Column("lacks_session", sa.Boolean(), nullable=False),
        sa.Column("else_waits_for", sa.String(length=8), nullable=False),
        sa.Column("lacking", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_readiness_judgement_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_readiness_judgement")),
    )


def downgrade() -> None:
    op.drop_table("readiness_judgement")
