"""What a course asks before it opens, which steps do not count, certificate and validity."""

import sqlalchemy as sa
from alembic import op

revision = "e1a7c05b9d34"
down_revision = "3f6b8d21c9ae"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prerequisites", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("certificate", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("validity_months", sa.Integer(), nullable=True))
    for table in ("lesson", "quiz"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("optional", sa.Boolean(), server_default=sa.false(), nullable=False)
            )


def downgrade() -> None:
    for table in ("lesson", "quiz"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("optional")
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        for name in ("validity_months", "certificate", "prerequisites"):
            batch_op.drop_column(name)
