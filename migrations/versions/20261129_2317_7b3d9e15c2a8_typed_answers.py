"""Answers of a quiz that are typed."""

import sqlalchemy as sa
from alembic import op

revision = "7b3d9e15c2a8"
down_revision = "d41f7b60c8a2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("response", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("response")
