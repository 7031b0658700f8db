"""Several people lead one session, participants among them."""

import sqlalchemy as sa
from alembic import op

revision = "6e2a9c47b1d3"
down_revision = "3fb1d6a7e082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "co_host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["webinar_id"], ["webinar.id"], name=op.f("fk_co_host_webinar_id_webinar"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_co_host_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_host")),
        sa.UniqueConstraint("webinar_id", "person_id", name=op.f("uq_co_host_webinar_id_person_id")),
    )
    op.create_index(op.f("ix_co_host_person_id"), "co_host", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("co_host")
