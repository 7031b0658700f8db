"""Copy the pinned npm packages of VERSIONS.toml into this repository, or check the copies.

    python3 static/vendor/fetch.py            needs npm; copies every file again
    python3 static/vendor/fetch.py --check    needs nothing; exit status 1 if a copy is missing or altered

To take a newer version: change `version` and `integrity` (npm view NAME@VERSION dist.integrity), empty the
sha256 values, run it; it prints what to write there.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class RefusedError(Exception):
    """A package or a copy is not what VERSIONS.toml says."""


def packages() -> list[dict[str, Any]]:
    """The pinned packages, as written in VERSIONS.toml."""
    pinned = tomllib.loads((HERE / "VERSIONS.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = pinned["package"]
    return found


def wrong_copies() -> list[str]:
    """One sentence for each committed copy that is missing or is not the pinned one."""
    wrong = []
    for package in packages():
        for file in package["files"]:
            copy = ROOT / file["to"]
            if not copy.is_file():
                wrong.append(f"{file['to']} is missing: run python3 static/vendor/fetch.py")
            elif digest(copy.read_bytes()) != file["sha256"]:
                wrong.append(f"{file['to']} is not the file of {package['name']} {package['version']}")
    return wrong


def fetch(package: dict[str, Any], into: Path) -> list[str]:
    """Copy one package's files. Raises RefusedError, writing nothing, if its bytes are not as pinned."""
    npm = shutil.which("npm")
    if npm is None:
        raise RefusedError("npm is not installed; only --check works without it")
    wanted = f"{package['name']}@{package['version']}"
    subprocess.run(
        [npm, "pack", "--silent", "--pack-destination", str(into), wanted],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=into,
    )
    (archive,) = into.glob("*.tgz")
    data = archive.read_bytes()
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if integrity != package["integrity"]:
        raise RefusedError(f"{wanted} has integrity {integrity}, VERSIONS.toml says {package['integrity']}")
    with tarfile.open(archive) as tar:
        contents = {file["from"]: member(tar, f"package/{file['from']}") for file in package["files"]}
    said = []
    for file in package["files"]:
        content, copy = contents[file["from"]], ROOT / file["to"]
        if file["sha256"] and file["sha256"] != digest(content):
            raise RefusedError(f"{file['from']} of {wanted} has sha256 {digest(content)}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        said.append(f"{file['to']}  sha256 {digest(content)}")
    return said


def member(tar: tarfile.TarFile, name: str) -> bytes:
    """One file's bytes out of the package. Raises RefusedError if the package has no such file."""
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise RefusedError(f"there is no {name} in the package")
    return found.read()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main() -> int:
    """Exit status 0 if all copies are the pinned ones afterwards."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--check", action="store_true", help="only check the committed copies")
    if not parser.parse_args().check:
        for package in packages():
            with tempfile.TemporaryDirectory() as folder:
                try:
                    print("\n".join(fetch(package, Path(folder))))  # noqa: T201
                except RefusedError as error:
                    print(f"error: {error}", file=sys.stderr)  # noqa: T201
                    return 1
    wrong = wrong_copies()
    for sentence in wrong:
        print(f"error: {sentence}", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
