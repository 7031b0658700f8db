"""Sessions offered at several times, and series."""

import sqlalchemy as sa
from alembic import op

revision = "c91d7e20f4ab"
down_revision = "64c1f0a9de37"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("choice_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_webinar_choice_id"), ["choice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_webinar_series_id"), ["series_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webinar_series_id"))
        batch_op.drop_index(batch_op.f("ix_webinar_choice_id"))
        batch_op.drop_column("series_id")
        batch_op.drop_column("choice_id")
