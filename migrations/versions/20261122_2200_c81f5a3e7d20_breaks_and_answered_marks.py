"""Groups have breaks; programs remember how far their set-up is; marks that were passed by a change are asked."""

import sqlalchemy as sa
from alembic import op

revision = "c81f5a3e7d20"
down_revision = "4e7a90c2d1f5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The defaults stay in the database: a process of the version before inserts without these columns.
    with op.batch_alter_table("program", schema=None) as batch_op:
        batch_op.add_column(sa.Column("set_up_step", sa.Integer(), server_default="5", nullable=False))
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.add_column(sa.Column("breaks", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.create_table(
        "mark_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('send', 'skip')", name=op.f("ck_mark_answer_answer")),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_mark_answer_cohort_id_cohort"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_answer")),
        sa.UniqueConstraint("cohort_id", "mark", name=op.f("uq_mark_answer_cohort_id_mark")),
    )


def downgrade() -> None:
    op.drop_table("mark_answer")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_column("breaks")
    with op.batch_alter_table("program", schema=None) as batch_op:
        batch_op.drop_column("set_up_step")
