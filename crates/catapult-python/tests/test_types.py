"""Types: the package by mypy, and the stubs of the extension module against what it holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def test_the_package():
    ended = subprocess.run([sys.executable, "-m", "mypy"], cwd=PACKAGE, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_the_stubs_of_the_extension_module(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "catapult._native", "--mypy-config-file", str(PACKAGE / "pyproject.toml")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
