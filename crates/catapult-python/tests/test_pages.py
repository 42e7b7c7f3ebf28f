"""The sessions and programs on the pages of the documentation site run, and the notebooks behind its tutorial."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "docs" / "pages"
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.py"))


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
def test_notebooks(path):
    """Runs every cell in a Jupyter kernel. `make docs` shows the same outputs."""
    ended = subprocess.run([sys.executable, ROOT / "docs" / "run_notebooks.py", path.stem], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    notebook = json.loads((ROOT / "target" / "docs" / "notebooks" / f"{path.stem}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown = [output.get("data", {}) for cell in cells for output in cell["outputs"]]
    assert len(cells) > 5 and all(cell["execution_count"] for cell in cells)
    assert any("image/png" in data for data in shown), "no figure"
    assert any("text/html" in data for data in shown), "no rich answer"
    # what a library warns of does not belong into a notebook that is read
    assert not [output for cell in cells for output in cell["outputs"] if output.get("name") == "stderr"]
