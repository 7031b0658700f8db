"""Essays that staff read and mark."""

import sqlalchemy as sa
from alembic import op

revision = "2c7e94d0b5f1"
down_revision = "8b2e6d4f1c73"
branch_labels = None
depends_on = None
contract = "the foreign key is of a new column"


def upgrade() -> None:
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unread", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_attempt_program_id_while_unread",
            ["program_id"],
            sqlite_where=sa.text("unread > 0"),
            postgresql_where=sa.text("unread > 0"),
        )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mark_comment", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("marked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_answer_marked_by_id_person"),
            "person",
            ["marked_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(batch_op.f("ix_answer_marked_by_id"), ["marked_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_marked_by_id"))
        batch_op.drop_constraint(batch_op.f("fk_answer_marked_by_id_person"), type_="foreignkey")
        for name in ("marked_at", "marked_by_id", "mark_comment", "mark"):
            batch_op.drop_column(name)
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_program_id_while_unread")
        batch_op.drop_column("unread")
