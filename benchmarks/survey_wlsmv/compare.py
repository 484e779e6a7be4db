"""How far two programs agree: `python compare.py OURS THEIRS`."""

from __future__ import annotations

import json
import sys

from questionnaires import compare

print(json.dumps(compare(*sys.argv[1:3])))
