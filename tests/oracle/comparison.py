"""An engine's row for a park or a street node beside the oracle's, and how near is near enough."""

from __future__ import annotations

import math

# Distances: the engine measures streets in a transverse Mercator, the oracle on the ellipsoid: 5 parts in a million.
METRES = 0.5
# Densities: the engine counts land in squares of 10 m by pieces of 5 m, the oracle in squares of 5 m. Counts are exact.
DENSITY = 0.025  # a tenth of a km² is a thousand of the engine's squares: its rim alone moves by 2 %
PTAL = 1e-3
WEIGHTS = 1e-3  # sums of exp(-4 d / d_max) and of kernels: half a metre in 1600
EXACT = 1e-9


def tolerance(column: str, value: float) -> float:
    """Return how far a value of a column may be from the oracle's."""
    if "_distance" in column or column.startswith("cbd_straight"):
        return METRES
    if column.startswith("cbd_walk_min"):
        return METRES / 80
    if column.startswith("detour"):
        return 1e-3 * value
    if column.startswith(("gravity", "heritage_gravity", "university_access", "amenity_kde")):
        return WEIGHTS * value
    if "_density" in column or column.startswith("third_places"):
        return DENSITY * value
    return PTAL if column.startswith("ptal") else EXACT


def differences(
    who: object, row: dict, expected: dict[str, tuple[float, float, float]], parts: tuple[str, ...]
) -> list[str]:
    """Return a line for each value that is not the oracle's; `parts` says which of mean, least, greatest to look at."""
    found = []
    for column, three in expected.items():
        for part, value in zip(("", "_min", "_max"), three, strict=True):
            if part not in parts:
                continue
            # A city without any stop of a mode has no column for it: that says missing.
            seen = float(row.get(column + part, math.nan) if column.startswith("stop_distance") else row[column + part])
            alike = math.isnan(seen) if math.isnan(value) else abs(seen - value) <= tolerance(column, value) + 1e-12
            if not alike:
                found.append(f"{who} {column}{part}: engine {seen:.6g}, oracle {value:.6g}")
    return found
