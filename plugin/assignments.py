"""Lines of `key = value`, as people type them where no widget would do: parameters, directions, spaces, categories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from parklocus.plugin.catalogue import Index

SIGNS = ("+", "-", "0")
SINGLE = frozenset({"number", "departures", "speeds"})  # kinds of parameters that hold one number, perhaps for a class
NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")


class AssignmentError(Exception):
    """A line cannot be read; the text says which and what is wanted."""


def read_assignments(text: str) -> list[tuple[str, str]]:
    """Read `key = value` lines, or such separated by semicolons.

    Raises
    ------
    AssignmentError
        A line has no key, no equals sign or no value.
    """
    pairs = []
    for line in re.split(r"[\n;；]", text):
        if not line.strip():
            continue
        key, sign, value = (part.strip() for part in line.replace("＝", "=").partition("="))
        if not (key and sign and value):
            raise AssignmentError(
                translate("Assignments", '"{line}" has no value: write it as key = value, one a line.').format(
                    line=line.strip()
                )
            )
        pairs.append((key, value))
    return pairs


def write_assignments(pairs: list[tuple[str, str]]) -> str:
    """Return `key = value` lines."""
    return "\n".join(f"{key} = {value}" for key, value in pairs)


def read_parameters(text: str, indices: list[Index]) -> dict[str, dict[str, Any]]:
    """Read parameters of indices, such as `amenity_density.radii = 500, 800` and `ptal.departures.bus = 8`.

    Parameters
    ----------
    text
        The lines.
    indices
        The catalogue, which says what kind of value a parameter takes; what it does not know goes on as it is, for the
        engine to judge.

    Returns
    -------
    dict
        By index id and parameter, as a study has them.

    Raises
    ------
    AssignmentError
        A line is no assignment, or its key names no parameter of an index.
    """
    kinds = {(index.id, name): item.kind for index in indices for name, item in index.parameters.items()}
    parameters: dict[str, dict[str, Any]] = {}
    for key, value in read_assignments(text):
        index, *names = key.split(".")
        if len(names) not in (1, 2):
            raise AssignmentError(
                translate(
                    "Assignments",
                    '"{key}" is no parameter: write index.parameter = value, such as amenity_density.radii = 500, 800.',
                ).format(key=key)
            )
        of_index = parameters.setdefault(index, {})
        single = kinds.get((index, names[0])) in SINGLE or len(names) == 2
        given = number_or_text(value) if single else [number_or_text(item) for item in split_list(value)]
        if len(names) == 2:
            of_index.setdefault(names[0], {})[names[1]] = given
        else:
            of_index[names[0]] = given
    return parameters


def write_parameters(parameters: dict[str, dict[str, Any]]) -> str:
    """Return parameters of indices as lines, one a parameter."""
    pairs = []
    for index, values in parameters.items():
        for name, value in values.items():
            if isinstance(value, dict):
                pairs += [(f"{index}.{name}.{sub}", f"{item}") for sub, item in value.items()]
            else:
                items = value if isinstance(value, list) else [value]
                pairs.append((f"{index}.{name}", ", ".join(map(str, items))))
    return write_assignments(pairs)


def read_directions(text: str) -> dict[str, dict[str, str]]:
    """Read directions expected, such as `locational.cbd_distance = -`; `0` expects that there is none.

    Raises
    ------
    AssignmentError
        A line is no assignment, or not of a factor, an index and a sign.
    """
    directions: dict[str, dict[str, str]] = {}
    for key, value in read_assignments(text):
        factor, _, index = key.rpartition(".")
        sign = value.replace("−", "-").replace("–", "-")
        if not factor or sign not in SIGNS:
            raise AssignmentError(
                translate(
                    "Assignments",
                    '"{key} = {value}" is no direction: write factor.index = + (or - or 0), '
                    "such as locational.cbd_distance = -.",
                ).format(key=key, value=value)
            )
        directions.setdefault(factor, {})[index] = sign
    return directions


def write_directions(directions: dict[str, dict[str, str]]) -> str:
    """Return directions expected as lines."""
    return write_assignments(
        [(f"{factor}.{index}", sign) for factor, signs in directions.items() for index, sign in signs.items()]
    )


def read_spaces(text: str) -> dict[str, list[str]]:
    """Read which factors make up each space, such as `local = locational, office`.

    Raises
    ------
    AssignmentError
        A line is no assignment.
    """
    return {space: split_list(factors) for space, factors in read_assignments(text)}


def write_spaces(spaces: dict[str, list[str]]) -> str:
    """Return spaces as lines."""
    return write_assignments([(space, ", ".join(factors)) for space, factors in spaces.items()])


def read_range(text: str) -> list[float]:
    """Read the lowest and highest answer of a questionnaire, such as `1, 5`; empty without any.

    Raises
    ------
    AssignmentError
        The text is not two numbers, the lesser first.
    """
    if not text.strip():
        return []
    limits = [number_or_text(item) for item in split_list(text)]
    if len(limits) != 2 or isinstance(limits[0], str) or isinstance(limits[1], str) or not limits[0] < limits[1]:
        raise AssignmentError(
            translate(
                "Assignments", '"{text}" is no range of answers: write the lowest and the highest, such as 1, 5.'
            ).format(text=text.strip())
        )
    return [limits[0], limits[1]]


def split_list(text: str) -> list[str]:
    """Return the parts of a list that is separated by commas."""
    return [part.strip() for part in re.split("[,，、]", text) if part.strip()]


def number_or_text(text: str) -> float | str:
    """Return a number where a text is one, whole where it has no fraction."""
    if not NUMBER.fullmatch(text.strip()):
        return text.strip()
    number = float(text)
    return int(number) if number.is_integer() else number
