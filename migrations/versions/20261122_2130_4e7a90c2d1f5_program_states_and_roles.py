"""Programs have states and groups kinds; grants a role and perhaps a group; an ended participation says how."""

import sqlalchemy as sa
from alembic import op

revision = "4e7a90c2d1f5"
down_revision = "b5d0a71e93c4"
branch_labels = None
depends_on = None
contract = (
    "the constraints are on columns that are new here, which the version before does not write, "
    "and on the role of grants, in which it writes 'lead'"
)


def upgrade() -> None:
    # The defaults stay in the database: a process of the version before inserts without these columns.
    with op.batch_alter_table("program", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("touch_level", sa.String(length=16), server_default="standard", nullable=False)
        )
        batch_op.add_column(sa.Column("state", sa.String(length=16), server_default="open", nullable=False))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_program_state"), "state IN ('draft', 'open', 'archived')")
        batch_op.create_check_constraint(
            op.f("ck_program_touch_level"), "touch_level IN ('high', 'standard', 'low')"
        )
    op.execute("UPDATE program SET opened_at = created_at")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=16), server_default="intake", nullable=False))
        batch_op.create_check_constraint(op.f("ck_cohort_kind"), "kind IN ('intake', 'country')")
    with op.batch_alter_table("staff_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cohort_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_staff_grant_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_staff_grant_cohort_id_cohort"), "cohort", ["cohort_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_check_constraint(
            op.f("ck_staff_grant_role"), "role IN ('lead', 'coordinator', 'host', 'reviewer', 'viewer')"
        )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_how", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("left_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("left_why", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_participation_left_by_id"), ["left_by_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_participation_left_by_id_person"),
            "person",
            ["left_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_check_constraint(
            op.f("ck_participation_left_how"), "left_how IN ('declined', 'withdrawn', 'erased')"
        )


def downgrade() -> None:
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_participation_left_how"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_participation_left_by_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_participation_left_by_id"))
        batch_op.drop_column("left_why")
        batch_op.drop_column("left_by_id")
        batch_op.drop_column("left_how")
    with op.batch_alter_table("staff_grant", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_staff_grant_role"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_staff_grant_cohort_id_cohort"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_staff_grant_cohort_id"))
        batch_op.drop_column("cohort_id")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_cohort_kind"), type_="check")
        batch_op.drop_column("kind")
    with op.batch_alter_table("program", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_program_touch_level"), type_="check")
        batch_op.drop_constraint(op.f("ck_program_state"), type_="check")
        batch_op.drop_column("archived_at")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("state")
        batch_op.drop_column("touch_level")
