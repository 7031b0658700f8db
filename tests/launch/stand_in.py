"""A site of one page, copied over `mentortrain/factory.py` where a test is about the launcher alone."""

import json
import os
import sys
import time
from pathlib import Path

import click
from flask import Flask


def create_app(settings: object = None) -> Flask:
    app = Flask(__name__)
    if "gunicorn" in sys.argv[0] and Path(os.environ["INSTANCE_PATH"], "no-web").exists():
        sys.exit("the web has no threads")

    @app.get("/healthz")
    def healthz() -> dict[str, bool]:
        return {"ok": True}

    @app.cli.command("prepare")
    @click.option("--no-demo", is_flag=True)
    def prepare(no_demo: bool) -> None:
        if fault := os.environ.get("STAND_IN_FAULT"):
            raise RuntimeError(fault)
        click.echo("migrating", err=True)
        Path(os.environ["INSTANCE_PATH"], "given.json").write_text(json.dumps(dict(os.environ)))
        people = [("administrator", "you")] if no_demo else [("mentor", "Amina"), ("staff", "Chandra")]
        links = [
            {"role": role, "name": name, "url": f"{os.environ['BASE_URL']}/sign-in/{name}"}
            for role, name in people
        ]
        click.echo(json.dumps({"links": links}))

    @app.cli.command("worker")
    def worker() -> None:
        if os.environ.get("STAND_IN_WORKER") == "fails":
            sys.exit("the worker has no tools")
        while True:
            time.sleep(1)

    @app.cli.command("ticker")
    def ticker() -> None:
        while True:
            time.sleep(1)

    return app
