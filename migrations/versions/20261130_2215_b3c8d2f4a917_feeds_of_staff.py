"""Feeds of staff: all sessions of a program, or those that somebody leads."""

import sqlalchemy as sa
from alembic import op

revision = "b3c8d2f4a917"
down_revision = "4e7b19c06da2"
branch_labels = None
depends_on = None
contract = "the checks are of columns that are new here, and what the version before writes fits them"


def upgrade() -> None:
    op.create_table(
        "program_agenda",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_program_agenda_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_program_agenda")),
    )
    with op.batch_alter_table("feed_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=16), server_default="own", nullable=False))
        batch_op.add_column(sa.Column("program_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_feed_token_program_id_program"), "program", ["program_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_feed_token_program_id"), ["program_id"])
        batch_op.create_check_constraint(
            op.f("ck_feed_token_program"), "(kind = 'program') = (program_id IS NOT NULL)"
        )
        batch_op.create_check_constraint(op.f("ck_feed_token_kind"), "kind IN ('own', 'leading', 'program')")


def downgrade() -> None:
    op.execute("DELETE FROM feed_token WHERE kind <> 'own'")
    with op.batch_alter_table("feed_token", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_feed_token_kind"), type_="check")
        batch_op.drop_constraint(op.f("ck_feed_token_program"), type_="check")
        batch_op.drop_index(op.f("ix_feed_token_program_id"))
        batch_op.drop_constraint(op.f("fk_feed_token_program_id_program"), type_="foreignkey")
        batch_op.drop_column("program_id")
        batch_op.drop_column("kind")
    op.drop_table("program_agenda")
