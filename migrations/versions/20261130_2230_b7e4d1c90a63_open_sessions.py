"""Open sessions, and who asked for a place in one."""

import sqlalchemy as sa
from alembic import op

revision = "b7e4d1c90a63"
down_revision = "b3c8d2f4a917"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinar.id"],
            name=op.f("fk_place_request_webinar_id_webinar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_request")),
        sa.UniqueConstraint("salt", name=op.f("uq_place_request_salt")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_place_request_token_hash")),
        sa.UniqueConstraint("webinar_id", "email_key", name=op.f("uq_place_request_webinar_id_email_key")),
    )
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_column("is_public")
    op.drop_table("place_request")
