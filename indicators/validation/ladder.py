"""What the number of parks allows to be said, chosen by the program and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.association import FEWEST_FOR_TEST
from parklocus.indicators.validation.pattern import FEWEST_FOR_PATTERN
from parklocus.indicators.validation.spatial import FEWEST_FOR_MODELS

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_FOR_MIXED = 8

# From the bottom up: the fewest parks each rung needs. Under no effect and with fewer, such tests reject too often or
# cannot reject at all (benchmarks hold the simulation).
RUNGS = {
    "description": 1,
    "pattern": FEWEST_FOR_PATTERN,
    "permutation": FEWEST_FOR_TEST,
    "mixed": FEWEST_FOR_MIXED,
    "spatial": FEWEST_FOR_MODELS,
}


def rung(n_parks: int) -> str:
    """Return the highest rung that so many parks reach.

    Examples
    --------
    >>> [rung(n) for n in (3, 4, 5, 8, 20)]
    ['description', 'pattern', 'permutation', 'mixed', 'spatial']
    """
    return [name for name, fewest in RUNGS.items() if n_parks >= max(fewest, 1)][-1] if n_parks else "description"


def explain(n_parks: int, *, has_respondents: bool, adjoining: Sequence[Sequence[str]]) -> list[str]:
    """Say in the language in use what more parks would allow, and what speaks against those there are.

    Parameters
    ----------
    n_parks : int
        Parks with scores.
    has_respondents : bool
        Whether the respondents' own scores are known.
    adjoining : sequence of sequence of str
        Names of parks that lie within 1 km of one another, or of one between them.
    """
    sentences = []
    if n_parks >= FEWEST_FOR_MIXED and not has_respondents:
        sentences.append(
            _("A mixed model needs the respondents' own scores; the parks' scores alone carry the tests shown here.")
        )
    if n_parks < FEWEST_FOR_MODELS:
        following = next(fewest for fewest in RUNGS.values() if fewest > n_parks)
        sentences.append(
            {
                FEWEST_FOR_PATTERN: _("From 4 parks on all directions expected could be tested together."),
                FEWEST_FOR_TEST: _("From 5 parks on each association could be tested."),
                FEWEST_FOR_MIXED: _("From 8 parks on a mixed model of the respondents' scores could be fitted."),
                FEWEST_FOR_MODELS: _("From 20 parks on spatial dependence could be tested and modelled."),
            }[following]
        )
    if adjoining:
        groups = "; ".join(", ".join(members) for members in adjoining)
        text = (
            _(
                "These parks lie within 1 km of one another, or of one between them: {groups}. Their indices are much "
                "alike, so they count for less than their number."
            )
            if n_parks < FEWEST_FOR_PATTERN
            else _(
                "These parks lie within 1 km of one another, or of one between them: {groups}. Their indices are much "
                "alike, so they count for less than their number, and every p-value here is too small by as much."
            )
        )
        sentences.append(text.format(groups=groups))
    return sentences
