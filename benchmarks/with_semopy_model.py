"""What semopy's results are called, in the terms of the comparison."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def rows_of(inspected: Any) -> Iterator[tuple[str, str, str, float, float]]:
    """Yield lhs, op, rhs, estimate and standard error; loadings are paths from factor to item there."""
    items = {row.lval for row in inspected.itertuples() if row.op == "~"}
    for row in inspected.rename(columns={"Std. Err": "error"}).itertuples():
        error = float(row.error) if row.error != "-" else math.nan
        loads = row.op == "~" and row.lval in items
        key = (row.rval, "=~", row.lval) if loads else (row.lval, row.op, row.rval)
        yield *key, float(row.Estimate), error
