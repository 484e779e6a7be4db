"""The same with semopy, each fit from the estimates of the one before, as it does unless told otherwise."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import semopy
from questionnaires import DRAWS, SEED, model_of, write
from with_semopy_model import rows_of

given, output = sys.argv[1:3]
answers = pd.read_csv(given)
model = semopy.Model(model_of(given))
model.fit(answers)
first = list(rows_of(model.inspect()))
place = {float(value): number for number, value in enumerate(model.param_vals)}  # which of them a row shows
random = np.random.default_rng(SEED)
draws, failed = [], 0
for _draw in range(DRAWS):
    found = model.fit(answers.iloc[random.integers(0, len(answers), len(answers))])
    failed += not found.success
    if found.success:
        draws.append(model.param_vals.copy())
errors = np.append(np.std(draws, axis=0, ddof=1), 0.0)  # at the end what is fixed
write(output, [(*row[:4], float(errors[place.get(row[3], -1)])) for row in first], {"failed": failed})
