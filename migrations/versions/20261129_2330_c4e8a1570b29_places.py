"""Where somebody was in a course."""

import sqlalchemy as sa
from alembic import op

revision = "c4e8a1570b29"
down_revision = "f3c92d7e0b18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_place_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_course_place_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_place")),
        sa.UniqueConstraint("person_id", "course_id", name=op.f("uq_course_place_person_id_course_id")),
    )
    with op.batch_alter_table("course_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_place_course_id"), ["course_id"], unique=False)


def downgrade() -> None:
    op.drop_table("course_place")
