"""The same with semopy."""

from __future__ import annotations

import sys

import pandas as pd
import semopy
from questionnaires import model_of, write
from with_semopy_model import rows_of

given, output = sys.argv[1:3]
model = semopy.Model(model_of(given))
model.fit(pd.read_csv(given))
found = semopy.calc_stats(model).iloc[0]
names = {"χ²": "chi2", "CFI": "CFI", "RMSEA": "RMSEA", "GFI": "GFI", "AIC": "AIC"}
write(output, rows_of(model.inspect()), {name: float(found[key]) for name, key in names.items()})
