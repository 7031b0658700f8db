"""Configuration: a mistake ends the start and says what would be right; secrets stay secret."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from mentortrain import config
from mentortrain.config import ROOT, ConfigError, load

pytestmark = pytest.mark.either  # pages and words, not the database

KEY = "0123456789abcdef0123456789abcdef"
LIVE = {
    "MENTORTRAIN_ENV": "production",
    "BASE_URL": "https://training.example.org",
    "SECRET_KEY": KEY,
    "SMTP_URL": "smtp://mail.example.org",
    "MAIL_FROM": "Puentes <hello@example.org>",
}
SMTP_LIKE = "SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465."
REDIS_LIKE = "REDIS_URL must start with redis://, rediss:// or unix://."


def loaded(folder: Path, **env: str) -> config.Settings:
    return load({"INSTANCE_PATH": str(folder), **env})


def test_without_any_setting_everything_lies_in_the_instance_folder(tmp_path):
    settings = loaded(tmp_path)
    assert not settings.is_production
    assert settings.instance_path == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path}/mentortrain.db"
    assert settings.redis_url == f"unix://{tmp_path}/store/store.sock"
    assert settings.smtp_url is None
    assert settings.outbox_path == tmp_path / "outbox"
    assert settings.base_url == "http://127.0.0.1:5000"
    assert settings.mail_from == "mentortrain <hello@mentortrain.localhost>"
    assert settings.courses_path == ROOT / "courses"


def test_an_empty_value_is_as_good_as_none(tmp_path):
    names = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAIL_FROM", "BASE_URL", "SECRET_KEY", "COURSES_PATH")
    assert loaded(tmp_path, **dict.fromkeys(names, "")) == loaded(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MENTORTRAIN_ENV", "staging", "MENTORTRAIN_ENV is 'staging'; it can be development or production."),
        ("MENTORTRAIN_ENV", "", "MENTORTRAIN_ENV is ''; it can be development or production."),
        (
            "DATABASE_URL",
            "mysql://db/mentortrain",
            "DATABASE_URL starts with 'mysql'; it can be postgresql://user:password@host/name "
            "or sqlite:////full/path/file.db.",
        ),
        (
            "DATABASE_URL",
            "mentortrain.db",
            "DATABASE_URL starts with 'mentortrain.db'; it can be postgresql://user:password@host/name "
            "or sqlite:////full/path/file.db.",
        ),
        ("REDIS_URL", "localhost:6379", REDIS_LIKE),
        ("REDIS_URL", "http://localhost:6379", REDIS_LIKE),
        (
            "SMTP_URL",
            "smtp://mail.example.org:many",
            "SMTP_URL is no address; it must look like smtp://user:password@host:587.",
        ),
        (
            "SMTP_URL",
            "smtp://mail.example.org:70000",
            "SMTP_URL is no address; it must look like smtp://user:password@host:587.",
        ),
        ("SMTP_URL", "smtp://[x", "SMTP_URL is no address; it must look like smtp://user:password@host:587."),
        ("BASE_URL", "http://[", "BASE_URL is no address; it must look like https://training.example.org."),
        ("REDIS_URL", "redis://[", "REDIS_URL is no address; it must look like redis://host:6379/0."),
        (
            "DATABASE_URL",
            "postgresql://[",
            "DATABASE_URL is no address; it must look like postgresql://user:password@host/name.",
        ),
        ("SMTP_URL", "mail.example.org", SMTP_LIKE),
        ("SMTP_URL", "smtp://", SMTP_LIKE),
        ("SMTP_URL", "https://mail.example.org", SMTP_LIKE),
        ("MAIL_FROM", "Puentes", "MAIL_FROM is 'Puentes'; it must look like Name <address@example.org>."),
        (
            "MAIL_FROM",
            "A <a@example.org>\nBcc: b@example.org",
            "MAIL_FROM is 'A <a@example.org>\\nBcc: b@example.org'; it must look like Name <address@example.org>.",
        ),
        (
            "BASE_URL",
            "training.example.org",
            "BASE_URL is 'training.example.org'; it must look like https://training.example.org.",
        ),
        (
            "BASE_URL",
            "ftp://training.example.org",
            "BASE_URL is 'ftp://training.example.org'; it must look like https://training.example.org.",
        ),
        (
            "BASE_URL",
            "https://training.example.org/?a=b",
            "BASE_URL is 'https://training.example.org/?a=b'; it must look like https://training.example.org.",
        ),
    ],
)
def test_a_mistake_says_what_would_be_right(tmp_path, name, value, says):
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, **{name: value})
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"BASE_URL": ""}, "BASE_URL is required in production, such as https://training.example.org."),
        ({"SECRET_KEY": ""}, "SECRET_KEY is required in production; make one with: openssl rand -hex 32"),
        (
            {"SECRET_KEY": KEY[1:]},
            "SECRET_KEY is shorter than 32 characters; make one with: openssl rand -hex 32",
        ),
    ],
)
def test_production_takes_nothing_for_granted(tmp_path, changes, says):
    assert loaded(tmp_path, **LIVE).is_production
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, **{**LIVE, **changes})
    assert str(caught.value) == says
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("name", "value", "becomes"),
    [
        ("DATABASE_URL", "postgres://u:p@db/name", "postgresql://u:p@db/name"),
        ("DATABASE_URL", "postgresql://u:p@db/name", "postgresql://u:p@db/name"),
        ("DATABASE_URL", "postgresql+psycopg://db/name", "postgresql+psycopg://db/name"),
        ("DATABASE_URL", "sqlite:////srv/m.db", "sqlite:////srv/m.db"),
        ("REDIS_URL", "rediss://:p@store:6380/1", "rediss://:p@store:6380/1"),
        ("SMTP_URL", "smtps://mail.example.org", "smtps://mail.example.org"),
        ("BASE_URL", "https://example.org/training/", "https://example.org/training"),
        ("MAIL_FROM", "hello@example.org", "hello@example.org"),
    ],
)
def test_what_is_right_is_taken(tmp_path, name, value, becomes):
    assert getattr(loaded(tmp_path, **{name: value}), name.lower()) == becomes


def test_the_secret_is_made_once_and_kept_from_others(tmp_path):
    first = loaded(tmp_path / "new" / "instance")
    kept = tmp_path / "new" / "instance" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (len(first.secret_key), first.secret_key) == (64, kept.read_text())
    assert loaded(tmp_path / "new" / "instance").secret_key == first.secret_key
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]
    assert loaded(tmp_path / "another").secret_key != first.secret_key
    assert loaded(tmp_path / "third", SECRET_KEY="mine").secret_key == "mine"
    assert not (tmp_path / "third").exists()


def test_processes_that_start_together_share_one_secret(tmp_path):
    say = "from mentortrain.config import load; print(load().secret_key)"
    env = {**os.environ, "INSTANCE_PATH": str(tmp_path / "instance")}
    started = [
        subprocess.Popen([sys.executable, "-c", say], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    keys = {process.communicate(timeout=30)[0].strip() for process in started}
    assert keys == {(tmp_path / "instance" / "secret_key").read_text()}


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path / "file" / "instance")
    folder = tmp_path / "file" / "instance"
    assert str(caught.value) == f"cannot write to {folder}: Not a directory. Set INSTANCE_PATH."


def test_the_home_folder_can_be_written_as_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load({"INSTANCE_PATH": "~/training"}).instance_path == tmp_path / "training"


def test_settings_do_not_change(tmp_path):
    with pytest.raises(FrozenInstanceError):
        loaded(tmp_path).base_url = "https://elsewhere.example.org"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        (
            "DATABASE_URL",
            "postgresql://ada:s3cret@db:5432/name?sslmode=require",
            "postgresql://ada:********@db:5432/name?sslmode=require",
        ),
        ("DATABASE_URL", "postgresql://ada:s3c%40ret@db/name", "postgresql://ada:********@db/name"),
        ("REDIS_URL", "redis://:s3cret@store/0", "redis://:********@store/0"),
        (
            "SMTP_URL",
            "smtp://ada:s3cret@mail.example.org:587",
            "smtp://ada:********@mail.example.org:587",
        ),
        ("SMTP_URL", "smtp://mail.example.org", "smtp://mail.example.org"),
    ],
)
def test_passwords_are_masked(tmp_path, name, value, shown):
    settings = loaded(tmp_path, SECRET_KEY=KEY, **{name: value})
    masked = settings.masked()
    assert masked[name.lower()] == shown
    assert masked["secret_key"] == "********"
    assert "s3c" not in str(masked)
    assert KEY not in str(masked)


def test_a_mistake_is_one_line_when_the_site_is_started(tmp_path):
    env = {**os.environ, "INSTANCE_PATH": str(tmp_path), "REDIS_URL": "localhost"}
    answer = subprocess.run(
        [sys.executable, "-c", "import app"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"error: {REDIS_LIKE}\n")


def test_links_lead_to_where_the_launcher_runs_this_instance(tmp_path):
    (tmp_path / "run.lock").write_text("4711\nhttp://127.0.0.1:5200\n")
    assert loaded(tmp_path).base_url == "http://127.0.0.1:5200"
    assert (
        loaded(tmp_path, BASE_URL="https://training.example.org").base_url == "https://training.example.org"
    )


def test_a_password_in_a_query_is_masked_too(tmp_path):
    settings = loaded(tmp_path, DATABASE_URL="postgresql://db/name?user=me&password=hush")
    assert "hush" not in str(settings.masked())
