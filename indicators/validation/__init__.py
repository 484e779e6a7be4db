"""Factor scores held against indices."""

from __future__ import annotations

from parklocus.indicators.validation.comparison import ValidationResult, validate
from parklocus.indicators.validation.further import Asked

__all__ = ["Asked", "ValidationResult", "validate"]
