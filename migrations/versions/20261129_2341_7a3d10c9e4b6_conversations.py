"""Practice conversations as published, and what people did in them."""

import sqlalchemy as sa
from alembic import op

revision = "7a3d10c9e4b6"
down_revision = "f2d9b64c8e17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("pass_good", sa.Integer(), nullable=False),
        sa.Column("optional", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_conversation_version_id_course_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_conversation_version_id_key")),
    )
    op.create_table(
        "conversation_play",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("conversation_key", sa.String(length=100), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("good", sa.Integer(), nullable=True),
        sa.Column("judged", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'finished')", name=op.f("ck_conversation_play_state")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_play_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_conversation_play_course_id_course"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_conversation_play_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_conversation_play_program_id_program"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_play")),
        sa.UniqueConstraint(
            "person_id",
            "course_id",
            "conversation_key",
            "number",
            name=op.f("uq_conversation_play_person_id_course_id_conversation_key_number"),
        ),
    )
    with op.batch_alter_table("conversation_play", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_play_course_id"), ["course_id"], unique=False)
        batch_op.create_index(
            "uq_conversation_play_while_open",
            ["person_id", "course_id", "conversation_key"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.create_table(
        "conversation_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("play_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("leads_to", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["play_id"],
            ["conversation_play.id"],
            name=op.f("fk_conversation_turn_play_id_conversation_play"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_turn")),
        sa.UniqueConstraint("play_id", "number", name=op.f("uq_conversation_turn_play_id_number")),
    )


def downgrade() -> None:
    op.drop_table("conversation_turn")
    with op.batch_alter_table("conversation_play", schema=None) as batch_op:
        batch_op.drop_index("uq_conversation_play_while_open")
        batch_op.drop_index(batch_op.f("ix_conversation_play_course_id"))
    op.drop_table("conversation_play")
    op.drop_table("conversation")
