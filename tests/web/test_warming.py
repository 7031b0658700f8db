"""What is made before processes are forked, none of them makes; and what templates are compiled to is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader

from mentortrain import prepared
from mentortrain.web import rendering, warming
from mentortrain.web.rendering import Compiled, Environment
from tests.conftest import Visitor

pytestmark = pytest.mark.either  # the same on both


def test_after_it_pages_compile_neither_templates_nor_statements(
    app: Flask, amina: Visitor, chandra: Visitor, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    warming.load(app)
    warming.compile_statements(app)

    def late(*args: Any, **more: Any) -> Any:
        raise AssertionError(f"made while somebody waits: {args}")

    monkeypatch.setattr(Environment, "compile", late)
    monkeypatch.setattr(prepared.Straight, "__init__", late)
    assert amina.get("/").status_code == 200
    assert amina.get("/learn/mentoring-basics").status_code == 200
    assert chandra.get(f"/programs/{program.id}/readiness").status_code == 200


def environment(app: Flask, folder: Path, text: str) -> Environment:
    made = Environment(app, loader=DictLoader({"page.html": text}))
    made.bytecode_cache = Compiled(str(folder))
    return made


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that were compiled."""
    found: list[str] = []
    compile_ = Environment.compile

    def note(self: Environment, source: str, name: str | None = None, *rest: Any, **more: Any) -> Any:
        found.append(str(name))
        return compile_(self, source, name, *rest, **more)

    monkeypatch.setattr(Environment, "compile", note)
    return found


def test_what_was_compiled_is_loaded_and_what_has_changed_is_compiled_anew(
    app: Flask, tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(text: str, **options: Any) -> str:
        made = environment(app, tmp_path, text)
        for name, value in options.items():
            setattr(made, name, value)
        return made.get_template("page.html").render()

    assert [shown("{{ 1 }}\n!"), shown("{{ 1 }}\n!")] == ["1\n!", "1\n!"]
    assert len(compiled) == 1
    assert shown("{{ 2 }}") == "2"
    assert len(compiled) == 2
    assert shown("{% if 1 %}\n2{% endif %}") == "\n2"
    assert shown("{% if 1 %}\n2{% endif %}", trim_blocks=True) == "2"
    monkeypatch.setattr(rendering, "JINJA", "another")
    assert shown("{{ 2 }}") == "2"
    assert len(compiled) == 5


def test_a_full_disk_keeps_no_page_from_anybody(app: Flask, tmp_path: Path, compiled: list[str]) -> None:
    gone = tmp_path / "gone"
    for _ in range(2):
        assert environment(app, gone, "{{ 1 }}").get_template("page.html").render() == "1"
    assert len(compiled) == 2
