"""Courses in modules, lessons that a quiz completes, and the words of lessons as a search compares them."""

import html
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "e5b27c90a1f4"
down_revision = "e1a7c05b9d34"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("modules", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.add_column(sa.Column("check", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("words", sa.Text(), server_default="", nullable=False))
    _fill_words()


def _fill_words() -> None:
    """Of lessons published before, which stay as they are until their course changes."""
    lesson = sa.table(
        "lesson",
        *(sa.column(name, sa.Text) for name in ("title", "objective", "html", "words")),
        sa.column("id", sa.Integer),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(lesson)).all():
        text = html.unescape(re.sub(r"<[^>]*>", " ", f"{row.title} {row.objective} {row.html}"))
        bare = unicodedata.normalize("NFKD", text.casefold())
        bare = "".join(letter for letter in bare if unicodedata.category(letter) not in ("Mn", "Cf"))
        words = " ".join(re.sub(r"[^\w@.+-]|_", " ", bare).split())
        connection.execute(sa.update(lesson).where(lesson.c.id == row.id).values(words=words))


def downgrade() -> None:
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_column("words")
        batch_op.drop_column("check")
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.drop_column("modules")
