"""Answers for people: as text and in notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

from ._native import Certified


def rows_of(name: str, value: Any) -> Iterable[tuple[str, Any]]:
    """A value under its name; the entries of lists and objects in rows of their own."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from rows_of(f"{name}.{key}" if name else key, entry)
    elif isinstance(value, (list, tuple)):
        for index, entry in enumerate(value, start=1):
            yield from rows_of(f"{name}_{index}", entry)
    else:
        yield name, value


def guarantee(value: Any) -> str:
    """What is known of a value."""
    if not isinstance(value, Certified):
        return ""
    return "certified" if value.closed_form is None else "exact"


def text_table(rows: Sequence[tuple[str, Any]]) -> str:
    """A table of names, values and guarantees."""
    width = max((len(name) for name, _ in rows), default=0)
    lines = (f"{name:{width}}  {value}  {guarantee(value)}".rstrip() for name, value in rows)
    return "\n".join(lines)


def html_table(title: str, rows: Sequence[tuple[str, Any]]) -> str:
    """The same for notebooks."""

    def cell(value: Any) -> str:
        return value._repr_html_() if isinstance(value, Certified) else html.escape(str(value))

    body = "".join(
        f"<tr><td style='text-align:left'>{html.escape(name)}</td>"
        f"<td style='text-align:left'>{cell(value)}</td><td>{guarantee(value)}</td></tr>"
        for name, value in rows
    )
    return f"<table><caption style='text-align:left'>{html.escape(title)}</caption><tbody>{body}</tbody></table>"
