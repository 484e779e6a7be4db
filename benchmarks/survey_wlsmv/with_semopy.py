"""The same with semopy: ordered items, diagonally weighted least squares."""

from __future__ import annotations

import sys

import pandas as pd
import semopy
from questionnaires import in_categories, items_of, model_of, write
from with_semopy_model import rows_of

given, output = sys.argv[1:3]
items = items_of(given)
model = semopy.Model(f"{model_of(given)}\nDEFINE(ordinal) {' '.join(items)}")
model.fit(in_categories(pd.read_csv(given)[items]), obj="DWLS")
write(output, rows_of(model.inspect()), {"χ²": float(semopy.calc_stats(model)["chi2"].iloc[0])})
