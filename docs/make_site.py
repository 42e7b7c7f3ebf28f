#!/usr/bin/env python3
"""Builds the documentation site in target/site: `make docs` calls this with a program and rustdoc's output at hand.

usage: docs/make_site.py CATAPULT [--rust FOLDER]

Pages of docs/pages are taken as they are; the others are made from the sources, so that nothing is written twice: the command line from
the program's help, the theory, the proofs, the design, the comparison and the changes from their files, the gallery from figures/ and
src/figures. Links between files of the repository become links between pages; a file that is no page is put into the site. At the end every
link of every page is followed, and every reference to the network refused that a browser would load by itself.
"""

import argparse
import base64
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "docs" / "pages"
SITE = ROOT / "target" / "site"
NOTEBOOKS = ROOT / "target" / "docs" / "notebooks"

# Files of the repository that are pages of their own.
PAGES = {
    "README.md": "index.md",
    "proofs/THEORY.md": "theory.md",
    "proofs/README.md": "proofs.md",
    "DESIGN.md": "design.md",
    "CHANGELOG.md": "changes.md",
    "COMPARE.md": "comparison.md",
}

LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s]+)(\))")
FENCE = re.compile(r"^(```|~~~)")


class Broken(Exception):
    """A link that leads nowhere, with the page it stands on."""


def outside_fences(text, change):
    """The text with its lines changed that are not code."""
    lines, fenced = [], False
    for line in text.split("\n"):
        if FENCE.match(line.strip()):
            fenced = not fenced
        elif not fenced:
            line = change(line)
        lines.append(line)
    return "\n".join(lines)


class Pages:
    """The pages that are written, and the files of the repository that they need."""

    def __init__(self):
        self.waiting = []

    def page_of(self, path):
        """Where a file of the repository stands among the pages; files that are linked are brought along."""
        name = path.as_posix()
        if name in PAGES:
            return PAGES[name]
        if name.startswith("docs/pages/"):
            return name.removeprefix("docs/pages/")
        target = f"files/{name}"
        if not (WORK / target).exists():
            (WORK / target).parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".md":
                (WORK / target).touch()
                self.waiting.append((path, target))
            else:
                shutil.copyfile(ROOT / path, WORK / target)
        return target

    def write(self, page, text, origin):
        """Writes a page whose links are those of a file of the repository, given by its path there."""

        def link(match):
            before, target, after = match.groups()
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                return match.group(0)
            address, _, anchor = target.partition("#")
            path = Path(os.path.normpath(origin.parent / address))
            generated = path.as_posix().removeprefix("docs/pages/")
            if path.as_posix().startswith("docs/pages/") and not (ROOT / path).exists():
                where = generated
            elif (ROOT / path).is_dir():
                # a static site has no listing of folders
                return before.lstrip("!")[1:-2] if before.startswith("[") else ""
            elif (ROOT / path).exists():
                where = self.page_of(path)
            else:
                raise Broken(f"{origin}: {target}")
            relative = os.path.relpath(where, Path(page).parent)
            return before + relative + ("#" + anchor if anchor else "") + after

        destination = WORK / page
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_text(outside_fences(text, lambda line: LINK.sub(link, line)))

    def finish(self):
        """Writes the files that pages link to, and those that these link to."""
        while self.waiting:
            path, target = self.waiting.pop()
            self.write(target, (ROOT / path).read_text(), path)


def run(program, *arguments):
    """What the program prints."""
    result = subprocess.run([program, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    if result.returncode != 0:
        sys.exit(f"{program} {' '.join(arguments)}: {result.stderr.strip()}")
    return result.stdout


def commands(program, words=()):
    """All commands below one, each as its words with its help."""
    text = run(program, *words, "--help")
    yield words, text
    section = re.search(r"^Commands:\n(.*?)\n\n", text, re.M | re.S)
    for name in re.findall(r"^  (\S+)", section.group(1) if section else "", re.M):
        if name != "help":
            yield from commands(program, (*words, name))


def command_line(program):
    """The reference of the command line."""
    parts = ["# Command line\n\nWhat `--help` prints, command by command.\n"]
    name = Path(program).name
    for words, text in commands(program):
        title = " ".join(("catapult", *words))
        text = text.replace(f"Usage: {name}", "Usage: catapult")
        parts.append(f"{'#' * min(2 + max(len(words) - 1, 0), 4)} {title}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def gallery(program, pages):
    """An index of all figures, and a page for each with its data and the code that draws it."""
    cards = ["# Gallery\n\nEvery figure with the numbers behind it, the command that draws it, and its code.\n"]
    drawn = [line.split(None, 1) for line in run(program, "list", "figures").splitlines()]
    for name, title in drawn:
        metadata = json.loads((ROOT / "figures" / f"{name}-metadata.json").read_text())
        picture = f"../../../figures/{name}.svg"
        cards.append(f"## [{title}]({name}.md)\n\n[![{title}]({picture})]({name}.md)\n")
        files = sorted(path.name for path in (ROOT / "figures").glob(f"{name}*") if path.suffix in (".csv", ".npz", ".json"))
        files = [file for file in files if owner(file, [other for other, _ in drawn]) == name]
        links = "\n".join(f"* [{file}](../../../figures/{file})" for file in files)
        code = source(name)
        text = f"# {title}\n\n![{title}]({picture})\n\n{metadata['dc:description']}\n\n## Draw it\n\n"
        text += f"```sh\ncatapult figure {name} --out figures\n```\n\n## Its numbers\n\n{links}\n\n## Its code\n"
        for path in code:
            body = (ROOT / path).read_text().rstrip()
            text += f"\n??? quote \"{path}\"\n\n    ```rust\n" + "\n".join("    " + line for line in body.split("\n")) + "\n    ```\n"
        pages.write(f"gallery/{name}.md", text, Path("docs/pages/gallery/page.md"))
    pages.write("gallery/index.md", "\n".join(cards), Path("docs/pages/gallery/page.md"))


def owner(file, names):
    """The figure that a file belongs to: the longest name that it begins with."""
    return max((name for name in names if file.startswith((name + "-", name + "."))), key=len, default=None)


def source(name):
    """The files that draw a figure."""
    module = name.replace("-", "_")
    base = Path("src/figures")
    found = [path for path in (base / f"{module}.rs", base / module) if (ROOT / path).exists()]
    files = []
    for path in found:
        files += sorted((ROOT / path).glob("*.rs")) if (ROOT / path).is_dir() else [ROOT / path]
    if not files:
        sys.exit(f"no source file of the figure {name} in src/figures")
    return [file.relative_to(ROOT) for file in files]


def citation():
    """The page that says how to cite."""
    text = (ROOT / "CITATION.cff").read_text()
    title, version, date = (re.search(rf'^{key}: "?(.*?)"?$', text, re.M).group(1) for key in ("title", "version", "date-released"))
    return f"""# Citation

If you use `catapult`, please cite it, and the works whose statements you use:

```bibtex
@software{{catapult,
  title   = {{{title}}},
  author  = {{{{The catapult developers}}}},
  version = {{{version}}},
  date    = {{{date}}}
}}
```

The same for programs, with the works that the statements come from, is `CITATION.cff`:

```yaml
{text.rstrip()}
```
"""


def rust_examples(text):
    """The page of the library with the examples of the sources."""
    parts = []
    for path in sorted((ROOT / "examples").glob("*.rs")):
        parts.append(f"`cargo run --example {path.stem}`:\n\n```rust\n{path.read_text().rstrip()}\n```")
    return text.replace('--8<-- "examples"', "\n\n".join(parts))


PYTHON = """# Python

`import catapult`, from the package `catapult-phase`. Numbers go in exactly, certified values come out.

::: catapult
"""

RUST = """# Rust

The documentation of every public item, as `cargo doc` makes it:

* <a href="rust/catapult/index.html">catapult</a>, the toolkit: data, separability, training, search, figures, and all of the core;
* <a href="rust/catapult_core/index.html">catapult_core</a>, the trust boundary: arithmetic, equations, lemmas and the checker.

[Use the library](how-to/library.md) has examples.
"""


def notebook(name):
    """A notebook that docs/run_notebooks.py has run as a page: its text, its cells as code, and what they show."""
    made = NOTEBOOKS / f"{name}.ipynb"
    if not made.exists():
        sys.exit(f"{made.relative_to(ROOT)} is missing: run docs/run_notebooks.py with the Python of target/python/environment")
    folder = WORK / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    parts, pictures = [], 0
    for cell in json.loads(made.read_text())["cells"]:
        source = "".join(cell["source"]).strip("\n")
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        if source:
            parts.append(f"```python\n{source}\n```")
        for output in cell["outputs"]:
            data = output.get("data", {"text/plain": output.get("text", [])})
            if "image/png" in data:
                pictures += 1
                (folder / f"{name}-{pictures}.png").write_bytes(base64.b64decode("".join(data["image/png"])))
                parts.append(f"![What the cell above draws]({name}-{pictures}.png)")
            elif "text/html" in data:
                parts.append('<div class="shown">' + "".join(data["text/html"]) + "</div>")
            else:
                parts.append("```text\n" + "".join(data["text/plain"]).rstrip() + "\n```")
    shutil.copyfile(made, folder / made.name)
    parts.append(f"The notebook, for Jupyter: [{made.name}]({made.name}).")
    return "\n\n".join(parts) + "\n"


class References(html.parser.HTMLParser):
    """The links of a page, what a browser loads with it, and its anchors."""

    LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.links, self.loaded, self.anchors = [], [], set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.update(filter(None, (attributes.get("id"), attributes.get("name"))))
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        key = self.LOADED.get(tag)
        # a canonical address, or that of a licence, is not loaded
        if key and attributes.get(key) and attributes.get("rel") not in ("canonical", "prev", "next", "license"):
            self.loaded.append(attributes[key])

    handle_startendtag = handle_starttag


def read(path, known={}):
    """The references of a page, read once."""
    if path not in known:
        known[path] = References()
        known[path].feed(path.read_text(errors="replace"))
    return known[path]


def check(site):
    """Follows every link of every page of ours: what is wrong, in words."""
    wrong = []
    for page in sorted(site.rglob("*.html")):
        # rustdoc checks its own links, with `-D warnings`
        if page.relative_to(site).parts[0] == "rust" or page.name == "404.html":
            continue
        references = read(page)
        for target in references.links + references.loaded:
            parts = urllib.parse.urlsplit(target)
            if parts.scheme in ("http", "https") or target.startswith("//"):
                if target in references.loaded:
                    wrong.append(f"{page.relative_to(site)} loads {target}")
                continue
            if parts.scheme:
                continue
            path = page if not parts.path else page.parent / urllib.parse.unquote(parts.path)
            path = Path(os.path.normpath(path / "index.html" if path.is_dir() else path))
            if not path.is_file():
                wrong.append(f"{page.relative_to(site)} links to {target}, which is not there")
            elif parts.fragment and path.suffix == ".html" and "rust" not in path.relative_to(site).parts[:1]:
                if urllib.parse.unquote(parts.fragment) not in read(path).anchors | {"__top", ""}:
                    wrong.append(f"{page.relative_to(site)} links to {target}, which has no such section")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("catapult", help="the program")
    parser.add_argument("--rust", type=Path, default=ROOT / "target" / "doc", help="the output of cargo doc")
    arguments = parser.parse_args()
    program = str(Path(arguments.catapult).resolve())

    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    pages = Pages()
    try:
        for path in sorted((ROOT / "docs/pages").rglob("*.*")):
            page = path.relative_to(ROOT / "docs/pages")
            if path.suffix == ".md":
                pages.write(page.as_posix(), rust_examples(path.read_text()), path.relative_to(ROOT))
            else:
                (WORK / page).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, WORK / page)
        for origin, page in PAGES.items():
            if origin != "README.md":
                pages.write(page, (ROOT / origin).read_text(), Path(origin))
        pages.write("command-line.md", command_line(program), Path("docs/pages/command-line.md"))
        pages.write("citation.md", citation(), Path("docs/pages/citation.md"))
        pages.write("rust.md", RUST, Path("docs/pages/rust.md"))
        pages.write("python.md", PYTHON, Path("docs/pages/python.md"))
        for path in sorted((ROOT / "docs/notebooks").glob("*.py")):
            pages.write(f"notebooks/{path.stem}.md", notebook(path.stem), Path(f"docs/pages/notebooks/{path.stem}.md"))
        gallery(program, pages)
        pages.finish()
    except Broken as broken:
        sys.exit(f"broken link in {broken}")

    shutil.rmtree(SITE, ignore_errors=True)
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(ROOT / "docs" / "mkdocs.yml")]
    # the banner of the theme is about its own future
    environment = dict(os.environ, NO_MKDOCS_2_WARNING="1", PYTHONPATH=str(ROOT / "docs"))
    if subprocess.run(mkdocs, env=environment, check=False).returncode != 0:
        sys.exit("mkdocs failed")
    shutil.copytree(arguments.rust, SITE / "rust", dirs_exist_ok=True)
    wrong = check(SITE)
    if wrong:
        sys.exit("\n".join(wrong))
    count = sum(1 for _ in SITE.rglob("*.html"))
    print(f"{count} pages in {SITE.relative_to(ROOT)}, all links followed")


if __name__ == "__main__":
    main()
