"""When an answer was given, when the review was opened, and answers that are kept and do not stand."""

import sqlalchemy as sa
from alembic import op

revision = "84d1b6f3a90e"
down_revision = "2c7e94d0b5f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "answer_set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("client_seq", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_answer_set_aside_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_set_aside")),
        sa.UniqueConstraint(
            "attempt_id", "slot", "client_uuid", name=op.f("uq_answer_set_aside_attempt_id_slot_client_uuid")
        ),
    )


def downgrade() -> None:
    op.drop_table("answer_set_aside")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("given_at")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("reviewed_at")
