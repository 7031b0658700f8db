"""What tests of privacy share."""

from __future__ import annotations

import shutil

import pytest

from mentortrain.config import load
from mentortrain.factory import create_app
from tests.privacy.stage import live


@pytest.fixture
def no_copies(settings):
    """No file is kept."""
    shutil.rmtree(settings.instance_path / "files", ignore_errors=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The app as wired, without a database."""
    return create_app(load({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))


@pytest.fixture
def life(app, amina, bruno, chandra, program, plan, at):
    """amina and bruno have something in every table."""
    return live(app, amina, bruno, chandra, program, plan, at)
