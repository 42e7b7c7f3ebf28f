"""Tables of columns, for pandas, polars and Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas
    import polars
    import pyarrow


class Table:
    """Something with columns of one length."""

    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """The columns as NumPy arrays, by name."""
        raise NotImplementedError

    def to_pandas(self) -> pandas.DataFrame:
        """The columns as a pandas data frame."""
        import pandas

        return pandas.DataFrame(self.columns(), copy=False)

    def to_polars(self) -> polars.DataFrame:
        """The columns as a polars data frame."""
        import polars

        return polars.DataFrame(self.columns())

    def to_arrow(self) -> pyarrow.Table:
        """The columns as an Arrow table."""
        import pyarrow

        return pyarrow.table(self.columns())

    def _repr_html_(self) -> str:
        columns = self.columns()
        rows = len(next(iter(columns.values()), ()))
        shown = [*range(min(rows, 8)), *range(max(8, rows - 2), rows)]
        head = "".join(f"<th>{name}</th>" for name in columns)
        body = "".join("<tr>" + "".join(f"<td>{column[row]}</td>" for column in columns.values()) + "</tr>" for row in shown)
        return f"<table><caption style='text-align:left'>{rows} rows</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
