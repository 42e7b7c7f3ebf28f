"""The sessions and programs on the pages of the documentation site run, and the notebooks behind its tutorial."""

from __future__ import annotations

import ast
import doctest
import re
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

PACKAGE = Path(__file__).parents[1]
PAGES = PACKAGE.parents[1] / "docs" / "pages"
NOTEBOOKS = sorted((PACKAGE.parents[1] / "docs" / "notebooks").glob("*.py"))


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.md")), ids=lambda path: path.stem)
def test_pages(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    known = {}
    for session in re.findall(r"```pycon\n(.*?)```", text, flags=re.DOTALL):
        example = doctest.DocTestParser().get_doctest(session, known, page.name, str(page), 0)
        runner = doctest.DocTestRunner(verbose=False)
        assert runner.run(example, clear_globs=False).failed == 0
        known = example.globs
    for number, program in enumerate(re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)):
        path = tmp_path / f"program_{number}.py"
        path.write_text(program, encoding="utf-8")
        ended = subprocess.run([sys.executable, path], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
        assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks(path, tmp_path, monkeypatch):
    """Runs the cells in their order, and shows what stands last in each, as a notebook does."""
    monkeypatch.chdir(tmp_path)
    known = {"__name__": "__main__"}
    cells = re.split(r"^# %%(.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ran = 0
    for kind, source in zip(cells[1::2], cells[2::2]):
        if "[markdown]" in kind:
            assert all(line.startswith("#") or not line for line in source.splitlines())
            continue
        body = ast.parse(source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), str(path), "exec"), known)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), str(path), "eval"), known)
            shows = [getattr(shown, name) for name in ("_repr_html_", "_repr_svg_") if hasattr(shown, name)]
            assert all(show() for show in shows) and repr(shown)
        ran += 1
    plt.close("all")
    assert ran > 5
