"""The floor: the least that a page of this kind costs with Flask, on the same server and database.

`/page` is a signed cookie, one user by its id, twenty rows and a page of 14 KB; `/hello` is a word. No sign-in
library, no forms, no headers, no rules of access: whatever the site takes above it is the site's own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask, render_template, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, String, Text, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 20


class Base(DeclarativeBase):
    """Two tables."""


class User(Base):
    __tablename__ = "floor_user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    time_zone: Mapped[str] = mapped_column(String(64))


class Item(Base):
    __tablename__ = "floor_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("floor_user.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def create_app() -> Flask:
    """On the database of FLOOR_DATABASE_URL."""
    app = Flask("floor", template_folder=str(Path(__file__).with_name("templates")))
    app.config.update(
        SECRET_KEY="the floor keeps no secrets",  # noqa: S106
        SQLALCHEMY_DATABASE_URI=os.environ["FLOOR_DATABASE_URL"],
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/page")
    def page() -> str:
        user = db.session.get_one(User, session["user"])
        items = db.session.scalars(select(Item).where(Item.user_id == user.id).order_by(Item.id)).all()
        return render_template("floor.html", user=user, items=items)

    @app.get("/enter/<int:number>")
    def enter(number: int) -> str:
        session["user"] = number
        return "in"

    return app


def fill(people: int) -> None:
    """Make the tables, and so many people with their rows."""
    with create_app().app_context():
        db.create_all()
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("PRAGMA journal_mode=WAL"))  # as the site's
        for number in range(1, people + 1):
            db.session.add(
                User(id=number, name=f"Person {number}", email=f"p{number}@example.org", time_zone="UTC")
            )
            db.session.flush()
            db.session.add_all(
                Item(user_id=number, title=f"Lesson {n} & its quiz", note="Read it, then answer.", minutes=n)
                for n in range(1, ROWS + 1)
            )
        db.session.commit()


if __name__ == "__main__":
    fill(int(sys.argv[1]))
