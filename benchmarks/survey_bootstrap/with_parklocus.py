"""Two hundred resamples of the respondents, each fitted by ML: `python with_parklocus.py INPUT OUTPUT`."""

from __future__ import annotations

import sys

import pandas as pd
from questionnaires import DRAWS, SEED, model_of, write

from parklocus.indicators import survey

given, output = sys.argv[1:3]
drawn = survey.fit(model_of(given), pd.read_csv(given)).bootstrap(DRAWS, SEED)
columns = drawn.estimates[["lhs", "op", "rhs", "est", "se"]]
write(output, columns.itertuples(index=False, name=None), {"failed": drawn.failed})
