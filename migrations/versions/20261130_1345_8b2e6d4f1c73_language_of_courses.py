"""The language in which somebody reads courses."""

import sqlalchemy as sa
from alembic import op

revision = "8b2e6d4f1c73"
down_revision = "7a3d10c9e4b6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reads_in", sa.String(length=35), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("reads_in")
