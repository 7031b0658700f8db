"""A session may be for one group, and led by somebody of the staff."""

import sqlalchemy as sa
from alembic import op

revision = "9c2b7f4d1e60"
down_revision = "6f2d81c4a0b7"
branch_labels = None
depends_on = None
contract = "the keys are of columns that are new here, which the version before does not write"


def upgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cohort_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("host_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_webinar_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_webinar_host_id"), ["host_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_webinar_cohort_id_cohort"), "cohort", ["cohort_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_webinar_host_id_person"), "person", ["host_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_webinar_host_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_webinar_cohort_id_cohort"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_webinar_host_id"))
        batch_op.drop_index(batch_op.f("ix_webinar_cohort_id"))
        batch_op.drop_column("host_id")
        batch_op.drop_column("cohort_id")
