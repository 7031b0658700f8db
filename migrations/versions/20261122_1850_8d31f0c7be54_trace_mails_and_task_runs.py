"""trace of mails, and what came of each task"""

import sqlalchemy as sa
from alembic import op

revision = "8d31f0c7be54"
down_revision = "448630013bac"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("trace", sa.String(length=36), nullable=True))
    with op.batch_alter_table("task_run") as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("did", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("error", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("trace", sa.String(length=36), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("task_run") as batch_op:
        for column in ("trace", "error", "did", "ended_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_column("trace")
