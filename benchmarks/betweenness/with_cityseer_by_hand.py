"""As `with_cityseer.py`, with cityseer's inner calls: `python with_cityseer_by_hand.py INPUT OUTPUT`."""

from __future__ import annotations

import sys

from cityseer_network import by_hand
from with_cityseer import main

if __name__ == "__main__":
    main(*sys.argv[1:3], by_hand)
