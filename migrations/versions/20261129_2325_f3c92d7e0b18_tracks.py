"""Tracks: the courses that staff of a program chose for a role."""

import sqlalchemy as sa
from alembic import op

revision = "f3c92d7e0b18"
down_revision = "7b3d9e15c2a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "track_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("role IN ('mentor', 'mentee', 'staff')", name=op.f("ck_track_entry_role")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_track_entry_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_track_entry_program_id_program"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_entry")),
        sa.UniqueConstraint(
            "program_id", "role", "course_id", name=op.f("uq_track_entry_program_id_role_course_id")
        ),
    )
    with op.batch_alter_table("track_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_entry_course_id"), ["course_id"], unique=False)


def downgrade() -> None:
    op.drop_table("track_entry")
