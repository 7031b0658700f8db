"""Of which courses a live session is missing, kept with how people are judged."""

import sqlalchemy as sa
from alembic import op

revision = "7d3c0f5a9b21"
down_revision = "5b0e7d42c9a6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("readiness_judgement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lacks_sessions_about", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("readiness_judgement", schema=None) as batch_op:
        batch_op.drop_column("lacks_sessions_about")
