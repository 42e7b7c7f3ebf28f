"""The source distribution holds all that building from it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def test_sdist_is_whole(tmp_path):
    maturin = Path(sys.executable).with_name("maturin")
    subprocess.run([maturin, "sdist", "--out", tmp_path], cwd=PACKAGE, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(tmp_path, filter="data")
    root = archive.with_name(archive.name.removesuffix(".tar.gz"))
    # manifests are read, and name only files that are there
    command = ["cargo", "metadata", "--locked", "--offline", "--format-version", "1"]
    run = subprocess.run(command, cwd=root / "crates" / "catapult-python", env=dict(os.environ), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    local = [package for package in json.loads(run.stdout)["packages"] if package["source"] is None]
    assert {package["name"] for package in local} == {"catapult-python", "catapult-phase", "catapult-core", "catapult-images"}
    for package in local:
        for target in package["targets"]:
            if set(target["kind"]) & {"lib", "cdylib", "custom-build"}:
                assert Path(target["src_path"]).is_file(), target["src_path"]
    text = (root / "PKG-INFO").read_text(encoding="utf-8")
    assert "License-File: licences/MIT.txt" in text and "Description-Content-Type: text/markdown" in text
