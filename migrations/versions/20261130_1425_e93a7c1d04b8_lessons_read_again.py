"""A lesson that is read again renews a certificate that has ended."""

import sqlalchemy as sa
from alembic import op

revision = "e93a7c1d04b8"
down_revision = "b6c02e5d7f18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lesson_completion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_again_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("lesson_completion", schema=None) as batch_op:
        batch_op.drop_column("read_again_at")
