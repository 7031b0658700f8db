"""Staff propose a new address for somebody, who says yes first; an administrator may let it go on without."""

import sqlalchemy as sa
from alembic import op

revision = "c7a4e91b30d2"
down_revision = "b1f6c2d98e04"
branch_labels = None
depends_on = None
contract = "the keys are of columns that are new here, which the version before does not write"


def upgrade() -> None:
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("program_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("proposed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waived_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_address_change_proposed_by_id_person"),
            "person",
            ["proposed_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_address_change_waived_by_id_person"),
            "person",
            ["waived_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(
            batch_op.f("ix_address_change_proposed_by_id"), ["proposed_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_address_change_waived_by_id"), ["waived_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_change_waived_by_id"))
        batch_op.drop_index(batch_op.f("ix_address_change_proposed_by_id"))
        batch_op.drop_constraint(batch_op.f("fk_address_change_waived_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_address_change_proposed_by_id_person"), type_="foreignkey")
        for name in ("waived_by_id", "waived_at", "agreed_at", "reason", "proposed_by_id", "program_id"):
            batch_op.drop_column(name)
