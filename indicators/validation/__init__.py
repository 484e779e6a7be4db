"""Factor scores held against indices."""

from __future__ import annotations

from parklocus.indicators.validation.comparison import ValidationResult, validate

__all__ = ["ValidationResult", "validate"]
