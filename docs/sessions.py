"""Python sessions in docstrings, which stand there without a fence, as code."""

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class Fence(Preprocessor):
    """Puts a fence around what begins with >>> and ends with an empty line, outside of other fences."""

    def run(self, lines):
        written, session, fenced = [], False, False
        for line in [*lines, ""]:
            if line.strip().startswith("```"):
                fenced = not fenced
            if not session and not fenced and line.startswith(">>> "):
                written.append("```pycon")
                session = True
            elif session and not line.strip():
                written.append("```")
                session = False
            written.append(line)
        return written[:-1] if not session else written


class Sessions(Extension):
    """The extension for Markdown."""

    def extendMarkdown(self, md):
        # before the fences are read
        md.preprocessors.register(Fence(md), "sessions", 40)


def makeExtension(**options):
    """The entry that Markdown looks for."""
    return Sessions(**options)
