"""A stand-in for the engine's package, for tests that need an engine which misbehaves."""

import os

__version__ = os.environ.get("STAND_IN_VERSION", "0.1.0")
