"""The lock file of the bindings names the versions that the Rust side is tested with."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def versions(path):
    found = {}
    for name, version in re.findall(r'^name = "(.*)"\nversion = "(.*)"$', path.read_text(), flags=re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_the_same_versions():
    ours, theirs = versions(PACKAGE / "Cargo.lock"), versions(PACKAGE.parents[1] / "Cargo.lock")
    other = {name: (ours[name], theirs[name]) for name in ours.keys() & theirs.keys() if not ours[name] <= theirs[name]}
    assert not other, "run `cargo update --package NAME --precise VERSION` in crates/catapult-python"
