"""What tests of privacy share."""

from __future__ import annotations

import shutil

import pytest

from mentortrain.config import load
from mentortrain.factory import create_app


@pytest.fixture
def no_copies(settings):
    """No file is kept."""
    shutil.rmtree(settings.instance_path / "files", ignore_errors=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The app as wired, without a database."""
    return create_app(load({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))
