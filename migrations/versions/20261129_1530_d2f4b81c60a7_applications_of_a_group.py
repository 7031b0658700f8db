"""An application is for a group of its program."""

import sqlalchemy as sa
from alembic import op

revision = "d2f4b81c60a7"
down_revision = "a94c3e61d8f2"
branch_labels = None
depends_on = None
contract = "the key is of a column that is new here, which the version before does not write"


def upgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cohort_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_application_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_application_cohort_id_cohort"),
            "cohort",
            ["cohort_id"],
            ["id"],
            ondelete="SET NULL",
        )
    # Where a program has one group there was nothing to choose. Of others staff say it.
    op.execute(
        "UPDATE application SET cohort_id = (SELECT min(cohort.id) FROM cohort "
        "WHERE cohort.program_id = application.program_id HAVING count(*) = 1)"
    )


def downgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_application_cohort_id_cohort"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_application_cohort_id"))
        batch_op.drop_column("cohort_id")
