"""More about a session: its language, other ways in, what it counts for, and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "7b3f0a91c4d2"
down_revision = "b7e4d1c90a63"
branch_labels = None
depends_on = None
contract = "the foreign key is of a column that is new here"


def upgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column("meeting_code", sa.String(length=100), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("passcode", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("dial_in", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("module", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_webinar_course_id"), ["course_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_webinar_course_id_course"), "course", ["course_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    op.execute("DELETE FROM entry WHERE id IN (SELECT entry_id FROM webinar WHERE drafted_at IS NOT NULL)")
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_webinar_course_id_course"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_webinar_course_id"))
        for name in ("drafted_at", "module", "course_id", "dial_in", "passcode", "meeting_code", "language"):
            batch_op.drop_column(name)
