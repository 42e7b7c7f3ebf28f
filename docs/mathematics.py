"""Equations as MathML, which browsers draw without a script."""

import re
from html import escape

from latex2mathml.converter import convert


def fence(source, language, css_class, options, md, **kwargs):
    """A block of mathematics: each paragraph an equation, its tag at some distance."""
    source = re.sub(r"\\tag\{([^}]*)\}", r"\\qquad\\text{(\1)}", source)
    equations = [part for part in source.split("\n\n") if part.strip()]
    return "".join(
        f'<div class="{escape(css_class)}">{convert(equation.strip(), display="block")}</div>' for equation in equations
    )
