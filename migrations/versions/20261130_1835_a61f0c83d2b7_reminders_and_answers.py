"""When people are reminded of a session, and what shows that a calendar's answer is theirs."""

import sqlalchemy as sa
from alembic import op

revision = "a61f0c83d2b7"
down_revision = "c5d1e90b37fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Sessions that stand already have none until staff choose some: nothing was promised of them.
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminders", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    with op.batch_alter_table("entry_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_token", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("told_plainly", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("replied_sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_entry_person_reply_token"), ["reply_token"], unique=False)
    with op.batch_alter_table("feed_token", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("replaces_invitations", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "received_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_received_mail_fingerprint")),
    )
    with op.batch_alter_table("received_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_mail_received_at"), ["received_at"], unique=False)


def downgrade() -> None:
    op.drop_table("received_mail")
    with op.batch_alter_table("feed_token", schema=None) as batch_op:
        batch_op.drop_column("replaces_invitations")
    with op.batch_alter_table("entry_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_person_reply_token"))
        batch_op.drop_column("replied_at")
        batch_op.drop_column("replied_sequence")
        batch_op.drop_column("told_plainly")
        batch_op.drop_column("reply_token")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_column("reminders")
