"""What people say of themselves: profile, topics, languages, free hours, answers to programs and consents."""

import sqlalchemy as sa
from alembic import op

revision = "8e52c1f7a360"
down_revision = "e2a1cb7360c7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)

    op.create_table(
        "free_hour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND hour BETWEEN 0 AND 23", name=op.f("ck_free_hour_in_week")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_free_hour_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_hour")),
        sa.UniqueConstraint("person_id", "weekday", "hour", name=op.f("uq_free_hour_person_id_weekday_hour")),
    )
    op.create_table(
        "person_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.CheckConstraint("way IN ('offered', 'wanted')", name=op.f("ck_person_topic_way")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_topic_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_topic")),
        sa.UniqueConstraint("person_id", "way", "topic", name=op.f("uq_person_topic_person_id_way_topic")),
    )
    with op.batch_alter_table("person_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_topic_topic"), ["topic"], unique=False)

    op.create_table(
        "profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("phone_typed", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("on_whatsapp", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("own_offered", sa.Text(), nullable=False),
        sa.Column("own_wanted", sa.Text(), nullable=False),
        sa.Column("hours_per_month", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(length=16), nullable=True),
        sa.Column("age_band", sa.String(length=16), nullable=True),
        sa.Column("sector", sa.String(length=16), nullable=True),
        sa.Column("employees", sa.String(length=16), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "hours_per_month IS NULL OR hours_per_month BETWEEN 1 AND 40", name=op.f("ck_profile_hours")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_profile_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_profile")),
    )
    op.create_table(
        "spoken_language",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_spoken_language_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_language")),
        sa.UniqueConstraint("person_id", "code", name=op.f("uq_spoken_language_person_id_code")),
    )
    op.create_table(
        "part_answer",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("can_do", sa.Boolean(), nullable=False),
        sa.Column("lacking", sa.Text(), nullable=False),
        sa.Column("hours_asked", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_part_answer_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_part_answer")),
    )
    with op.batch_alter_table("part_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_answer_answered_at"), ["answered_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("part_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_answer_answered_at"))

    op.drop_table("part_answer")
    op.drop_table("spoken_language")
    op.drop_table("profile")
    with op.batch_alter_table("person_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_topic_topic"))

    op.drop_table("person_topic")
    op.drop_table("free_hour")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
