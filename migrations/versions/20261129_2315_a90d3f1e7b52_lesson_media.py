"""Videos with transcripts, and attachments of lessons."""

import sqlalchemy as sa
from alembic import op

revision = "a90d3f1e7b52"
down_revision = "5e0c91d7a3f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.add_column(sa.Column("media", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("transcript", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_column("transcript")
        batch_op.drop_column("media")
