"""What staff ask again after a course has changed, and that somebody took a lesson again."""

import sqlalchemy as sa
from alembic import op

revision = "c5d1e90b37fa"
down_revision = "e93a7c1d04b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_demand_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["person.id"],
            name=op.f("fk_course_demand_made_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_course_demand_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_course_demand_version_id_course_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["person.id"],
            name=op.f("fk_course_demand_withdrawn_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_demand")),
    )
    with op.batch_alter_table("course_demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_demand_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_demand_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_course_demand_withdrawn_by_id"), ["withdrawn_by_id"], unique=False
        )
        batch_op.create_index(
            "uq_course_demand_standing",
            ["program_id", "course_id", "kind", "key"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
    with op.batch_alter_table("lesson_completion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again_in", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("lesson_completion", schema=None) as batch_op:
        batch_op.drop_column("again_at")
        batch_op.drop_column("again_in")
    op.drop_table("course_demand")
