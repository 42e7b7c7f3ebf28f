"""The sessions that the READMEs show are real."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]
PAGES = [PACKAGE / "README.md", PACKAGE.parents[1] / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=["package", "project"])
def test_sessions(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    sessions = re.findall(r"```pycon\n(.*?)```", text, flags=re.DOTALL)
    programs = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert sessions or programs
    for session in sessions:
        example = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
        assert doctest.DocTestRunner(verbose=False).run(example).failed == 0
    for program in programs:
        exec(compile(program, str(page), "exec"), {})
