"""Lessons that ask for a text, and what people write."""

import sqlalchemy as sa
from alembic import op

revision = "f2d9b64c8e17"
down_revision = "c4e8a1570b29"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reflection", sa.String(length=16), server_default="", nullable=False))
    op.create_table(
        "reflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=100), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("commented_by_id", sa.Integer(), nullable=True),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["commented_by_id"],
            ["person.id"],
            name=op.f("fk_reflection_commented_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_reflection_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_reflection_lesson_id_lesson")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reflection_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_reflection_program_id_program"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint(
            "person_id", "course_id", "lesson_key", name=op.f("uq_reflection_person_id_course_id_lesson_key")
        ),
    )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reflection_commented_by_id"), ["commented_by_id"], unique=False)
        batch_op.create_index("ix_reflection_program_id_person_id", ["program_id", "person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("reflection")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_column("reflection")
