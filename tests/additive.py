"""Whether a migration only adds: then the version before it goes on while the next one starts.

A migration that takes something away is a contract step. It says so with `contract = "why nothing that still
runs uses it"` beside its revision; it comes a release after the code stopped using what it takes.
"""

from __future__ import annotations

import ast
import re

_BREAKING = re.compile(
    r"\b(drop|rename|alter\s+column|delete\s+from|truncate|set\s+not\s+null)\b", re.IGNORECASE
)
_TIGHTENING = {
    "create_unique_constraint",
    "create_check_constraint",
    "create_foreign_key",
    "create_exclude_constraint",
}
_MADE_BY = {
    "drop_constraint",
    "drop_index",
    "drop_column",
    "drop_table",
    "drop_table_comment",
    "rename_table",
}


def breaches(source: str) -> list[str]:
    """What in `upgrade()` of this migration the version before might trip over, a line each."""
    module = ast.parse(source)
    if any(_name(node) == "contract" for node in module.body):
        return []
    (upgrade,) = [
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    ]
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    new = {_text(call.args[0]) for call in calls if _called(call) == "create_table"}
    batches = _tables_of_batches(upgrade)
    return [
        f"line {call.lineno}: {why}"
        for call in calls
        if (why := _breach(call, is_new=(batches.get(call) or _table_named(call)) in new))
    ]


def _tables_of_batches(upgrade: ast.FunctionDef) -> dict[ast.Call, str]:
    """What is called within `with op.batch_alter_table("person")`, and the table."""
    found = {}
    for block in ast.walk(upgrade):
        if isinstance(block, ast.With) and isinstance(opened := block.items[0].context_expr, ast.Call):
            inside = [node for line in block.body for node in ast.walk(line) if isinstance(node, ast.Call)]
            found.update(dict.fromkeys(inside, _text(opened.args[0])))
    return found


def _table_named(call: ast.Call) -> str:
    return _text(call.args[1]) if len(call.args) > 1 else ""


def _breach(call: ast.Call, *, is_new: bool) -> str:
    what, given = _called(call), {word.arg: word.value for word in call.keywords}
    if what in _MADE_BY:
        return what
    if what == "alter_column":
        loose = {
            "existing_type",
            "existing_nullable",
            "existing_server_default",
            "server_default",
            "comment",
            "schema",
        }
        tight = [
            name
            for name, value in given.items()
            if name not in loose and not _is(name, value, "nullable", True)
        ]
        return f"alter_column with {', '.join(tight)}" if tight else ""
    if what in _TIGHTENING and not is_new:
        return f"{what} on a table that is in use"
    if what == "create_index" and _is("unique", given.get("unique"), "unique", True):
        return "" if is_new else "a unique index on a table that is in use"
    if what == "add_column":
        column = next(
            (one for one in ast.walk(call) if isinstance(one, ast.Call) and _called(one) == "Column"), None
        )
        words = {word.arg: word.value for word in column.keywords} if column else {}
        if _is("nullable", words.get("nullable"), "nullable", False) and "server_default" not in words:
            return "add_column NOT NULL without server_default"
    if what == "execute" and (found := _BREAKING.search(ast.unparse(call))):
        return f"execute with {found[0].upper()}"
    return ""


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _is(name: str | None, value: ast.expr | None, wanted: str, constant: object) -> bool:
    return name == wanted and isinstance(value, ast.Constant) and value.value is constant


def _name(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""
