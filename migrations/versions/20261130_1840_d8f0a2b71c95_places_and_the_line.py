"""Places of a session, who waits for one, and of which role it is."""

import sqlalchemy as sa
from alembic import op

revision = "d8f0a2b71c95"
down_revision = "a61f0c83d2b7"
branch_labels = None
depends_on = None
contract = (
    "the state's check is only widened, and the version before writes nothing that it refuses; the other checks "
    "are of columns that are new here"
)


def upgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_webinar_role"), "role IN ('mentor', 'mentee')")
        batch_op.create_check_constraint(op.f("ck_webinar_capacity"), "capacity BETWEEN 1 AND 10000")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("turn", sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f("ck_registration_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_registration_state"), "state IN ('invited', 'registered', 'waiting', 'withdrawn')"
        )


def downgrade() -> None:
    op.execute(
        "UPDATE registration SET state = 'withdrawn', withdrawn_at = waiting_since WHERE state = 'waiting'"
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_registration_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_registration_state"), "state IN ('invited', 'registered', 'withdrawn')"
        )
        batch_op.drop_column("turn")
        batch_op.drop_column("waiting_since")
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_webinar_capacity"), type_="check")
        batch_op.drop_constraint(op.f("ck_webinar_role"), type_="check")
        batch_op.drop_column("capacity")
        batch_op.drop_column("role")
