"""Flask and Jinja as this site uses them, without what a page of a hundred small parts pays for and never needs.

Each class keeps what its parent promises; `docs/performance.md` says what each of them saves.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from types import FunctionType, MethodType
from typing import Any

from flask import Flask, templating
from flask.globals import request_ctx
from jinja2 import FileSystemBytecodeCache, Template, pass_eval_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro

MOST_ADDRESSES = 5_000
JINJA = version("jinja2")

_EVAL_CONTEXT = pass_eval_context(lambda: None).jinja_pass_arg  # type: ignore[attr-defined]
"""What a function is marked with that wants the evaluation context: `_` and `ngettext` do."""
_answering = request_ctx._get_current_object  # type: ignore[attr-defined]
"""The request's context itself: through the proxy it is looked for four times as long."""


class Page(Context):
    """What templates call: macros and plain functions go straight through."""

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """As the parent, which asks four questions first of whatever it is given."""
        if type(called) is Macro:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return called(self.eval_ctx, *args, **named)
        if type(called) in (FunctionType, MethodType):
            wants = getattr(called, "jinja_pass_arg", None)
            if wants is None or wants is _EVAL_CONTEXT:
                named.pop("_block_vars", None)
                named.pop("_loop_vars", None)
                return called(*args, **named) if wants is None else called(self.eval_ctx, *args, **named)
        return super().call(called, *args, **named)


class Part(Template):
    """A template that others import from: run once, and not compared with the globals of each page.

    No page of this site is rendered with globals of its own; the parent looks for some at each import.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class Compiled(FileSystemBytecodeCache):
    """What templates are compiled to, kept by Jinja in a folder of this user's own: compiling them all takes two
    seconds, loading them a tenth of one. What differs in its source, or is compiled in another way, is compiled anew.
    """

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Bucket:
        ways = (JINJA, environment.trim_blocks, environment.lstrip_blocks, sorted(environment.extensions))
        bucket = Bucket(
            environment, self.get_cache_key(name, filename), self.get_source_checksum(f"{ways}{source}")
        )
        self.load_bytecode(bucket)
        return bucket

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Where there is no room the page is shown all the same, and the next process compiles it too."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled() -> Compiled | None:
    try:
        return Compiled(pattern="mentortrain_%s.cache")
    except RuntimeError:  # somebody else has made the folder of this name: it is not to be trusted
        return None


class Environment(templating.Environment):
    """Of every template: pages and mails."""

    context_class = Page
    template_class = Part

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, bytecode_cache=_compiled(), **options)
        self._known: dict[str, Template] = {}

    def get_template(
        self,
        name: Any,
        parent: str | None = None,
        globals: Any = None,  # noqa: A002 - the name of the parent
    ) -> Template:
        """As the parent, which takes a lock and asks a cache that forgets: a page is made of a dozen templates."""
        found = self._known.get(name) if globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if globals is None and not self.auto_reload and isinstance(name, str):
                self._known[name] = found
        return found

    def make_globals(self, d: Any) -> Any:
        """What all templates know, itself: the parent lays something over it in which each page has to look twice."""
        return super().make_globals(d) if d else self.globals


class Site(Flask):
    """Remembers the addresses of its pages: one endpoint with the same values has the same path for good.

    And does not ask of each hook and view of each request whether it is a coroutine: none of ours is.
    """

    jinja_environment = Environment

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._paths: Callable[..., str] = lru_cache(MOST_ADDRESSES, typed=True)(self._path)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's; paths within the site are built once in each process."""
        # Flask's own `url_for`, which views call, passes what it was not given as None.
        values = {name: value for name, value in values.items() if value is not None or name[0] != "_"}
        # "." hangs on the page that asks; values with "_" are no part of the path and may hang on the host.
        if endpoint.startswith(".") or any(name[0] == "_" for name in values):
            return super().url_for(endpoint, **values)
        try:
            root = _answering().request.root_path
        except RuntimeError:  # in a job
            return super().url_for(endpoint, **values)
        try:
            return self._paths(root, endpoint, **values)
        except TypeError:  # a list in the query: it cannot be looked up
            return super().url_for(endpoint, **values)

    def _path(self, root: str, /, endpoint: str, **values: Any) -> str:
        return super().url_for(endpoint, **values)
