"""Reflections that are saved while somebody writes, with any device."""

import sqlalchemy as sa
from alembic import op

revision = "b6c02e5d7f18"
down_revision = "84d1b6f3a90e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("client_uuid", sa.String(length=36), server_default="", nullable=False))
        batch_op.add_column(sa.Column("client_seq", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("older_text", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        for name in ("older_text", "client_seq", "client_uuid", "given_at"):
            batch_op.drop_column(name)
