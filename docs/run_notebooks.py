#!/usr/bin/env python3
"""Runs the notebooks of docs/notebooks in a Jupyter kernel, and writes each with what its cells show.

usage: target/python/environment/bin/python docs/run_notebooks.py [NAME ...]      (all of them, or those of these names)

A notebook is kept as a Python file in the percent format of jupytext, so that its changes can be read; NAME.ipynb in target/docs/notebooks
is what Jupyter opens and what `make docs` shows. One that is newer than its source and than the package that is installed beside this
interpreter is left as it is. Fails where a cell fails.
"""

import argparse
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "docs" / "notebooks"
MADE = ROOT / "target" / "docs" / "notebooks"
SECONDS = 600  # for one cell


def newest_cause(source):
    """When what a notebook shows may have changed last."""
    package = Path(importlib.util.find_spec("catapult").origin).parent
    causes = [source, Path(__file__), *package.glob("*.py"), *package.glob("*.so")]
    return max(path.stat().st_mtime for path in causes)


def run(source):
    """The notebook with the outputs of its cells. It runs in an empty folder of its own."""
    notebook = jupytext.read(source)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    for cell in notebook.cells:
        # when each cell ran is no part of what it shows
        cell.metadata.pop("execution", None)
    return notebook


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    sources = sorted(SOURCES.glob("*.py"))
    known = [source.stem for source in sources]
    if unknown := [name for name in arguments.names if name not in known]:
        sys.exit(f"there is no notebook `{unknown[0]}`: choose from {', '.join(known)}")
    MADE.mkdir(parents=True, exist_ok=True)
    for source in sources:
        made = MADE / f"{source.stem}.ipynb"
        if arguments.names and source.stem not in arguments.names:
            continue
        if made.exists() and made.stat().st_mtime > newest_cause(source):
            continue
        try:
            notebook = run(source)
        except CellExecutionError as error:
            sys.exit(f"{source.relative_to(ROOT)}: {error}")
        unfinished = made.with_suffix(f".{os.getpid()}")
        nbformat.write(notebook, unfinished)
        unfinished.replace(made)


if __name__ == "__main__":
    main()
