"""A topic that sessions of a program share."""

import sqlalchemy as sa
from alembic import op

revision = "4e7b19c06da2"
down_revision = "a91c47e2d05b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.String(length=60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_column("topic")
