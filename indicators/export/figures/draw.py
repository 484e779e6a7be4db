"""Which figures a result has, drawn and written to a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.atomic import made_folder
from parklocus.indicators.export.figures.drawing import FORMATS
from parklocus.indicators.export.figures.matrix import matrix
from parklocus.indicators.export.figures.radar import radar
from parklocus.indicators.export.figures.scatter import scatter
from parklocus.indicators.export.figures.standing import ranked
from parklocus.indicators.export.figures.stored_model import ESTIMATES, stored_model
from parklocus.indicators.export.figures.strips import overview, strip
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.association import DIRECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parklocus.indicators.export.figures.drawing import Drawing

KINDS = ("radar", "strips", "matrix", "scatter", "model")


@dataclass(frozen=True)
class Wanted:
    """A figure of a result, not yet drawn.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    park, factor, index : str
        Park id, factor and index column that it shows or brings out; "" for none.
    """

    kind: str
    park: str = ""
    factor: str = ""
    index: str = ""

    def draw(self, result: StoredResult) -> Drawing:
        """Draw it."""
        if self.kind == "radar":
            return radar(result, self.park)
        if self.kind == "matrix":
            return matrix(result)
        if self.kind == "model":
            return stored_model(result)
        if self.kind == "scatter":
            return scatter(result, self.factor, self.index, self.park or None)
        return strip(result, self.index, self.park or None) if self.index else overview(result, self.park or None)

    @property
    def name(self) -> str:
        """A file's name without its ending, made of what the figure shows."""
        parts = (self.kind, self.factor, self.index, self.park)
        return "_".join(re.sub(r"[^\w.-]+", "-", part).strip("-.") or "-" for part in parts if part)


@dataclass(frozen=True)
class WrittenFigure:
    """A figure in a file: what was wanted, where it is, what it is called."""

    wanted: Wanted
    path: Path
    title: str


def wanted_figures(
    result: StoredResult,
    kinds: Sequence[str] = (),
    *,
    park: str | None = None,
    factor: str | None = None,
    index: str | None = None,
) -> list[Wanted]:
    """Return the figures that are asked for.

    Without an index there are strips and scatters of the index columns that the study has an expectation for.

    Parameters
    ----------
    result : StoredResult
        The result.
    kinds : sequence of str
        Of `KINDS`; all that the result can give where none is named.
    park : str, optional
        Id or name: radar of this park alone, brought out in strips and scatters.
    factor, index : str, optional
        What scatters and strips show.

    Raises
    ------
    InputError
        A kind, park, factor or index is not known, or the result has not what a kind needs.
    """
    for kind in kinds:
        if kind not in KINDS:
            message = _("There is no figure “{kind}”; there are {known}.")
            raise InputError(message.format(kind=kind, known=", ".join(KINDS)))
    chosen = str(result.park(park)["id"]) if park is not None else ""
    if index is not None:
        result.index_columns(index)
    if factor is not None:
        result.factor(factor)
    found: list[Wanted] = []
    for kind in kinds or KINDS:
        found += _of_kind(result, kind, chosen, factor, index, asked=bool(kinds))
    return found


def draw_figures(
    result: StoredResult | str | Path,
    folder: str | Path,
    kinds: Sequence[str] = (),
    *,
    park: str | None = None,
    factor: str | None = None,
    index: str | None = None,
    form: str = "svg",
    progress: Callable[[float, str], None] | None = None,
) -> tuple[list[WrittenFigure], list[str]]:
    """Draw the figures of a result and write them to a folder.

    Titles and words are in the language in use. The same result gives the same SVG, byte for byte.

    Parameters
    ----------
    result : StoredResult, str or Path
        The result, or its GeoPackage.
    folder : str or Path
        Where to write; made where it is missing. Older figures of the same names are replaced.
    kinds : sequence of str
        ``"radar"``, ``"strips"``, ``"matrix"``, ``"scatter"``, ``"model"``; all that the
        result can give where none is named.
    park, factor, index : str, optional
        As for `wanted_figures`.
    form : str
        ``"svg"`` or ``"png"``.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text.

    Returns
    -------
    list of WrittenFigure
        What was written.
    list of str
        What a reader should know, such as letters that no font here can show.

    Raises
    ------
    InputError
        The file is no result, what is asked for is not in it, or the folder cannot be written.
    """
    if form not in FORMATS:
        message = _("A figure is written as {known}, not as “{form}”.")
        raise InputError(message.format(known=" / ".join(FORMATS), form=form))
    stored = result if isinstance(result, StoredResult) else StoredResult(result)
    wanted = wanted_figures(stored, kinds, park=park, factor=factor, index=index)
    target = made_folder(Path(folder))
    written, notes, taken = [], [], set[str]()
    for number, one in enumerate(wanted):
        if progress is not None:
            progress(number / len(wanted), _("Drawing: {figure}").format(figure=one.name))
        drawing = one.draw(stored)
        path = drawing.save(target / f"{_free(one.name, taken)}.{form}")
        written.append(WrittenFigure(one, path, drawing.title))
        notes += [drawing.unreadable()] if form == "png" else []
    return written, [note for note in dict.fromkeys(notes) if note]


def _of_kind(
    result: StoredResult, kind: str, park: str, factor: str | None, index: str | None, *, asked: bool
) -> Iterator[Wanted]:
    absent = _absent(result, kind)
    if absent and asked:
        raise InputError(absent.format(file=result.path.name))
    if absent:
        return
    if kind == "radar":
        for one in [park] if park else list(result.parks["id"]):
            yield Wanted(kind, str(one))
    elif kind == "strips":
        yield from _strips(result, park, index, asked=asked)
    elif kind == "scatter":
        for of_factor, column in _pairs(result, factor, index, asked=asked):
            yield Wanted(kind, park, of_factor, column)
    else:
        yield Wanted(kind)


def _absent(result: StoredResult, kind: str) -> str:
    """Return the sentence on what the result lacks for a kind of figure; "" for nothing."""
    if kind in {"matrix", "scatter"} and not result.factors:
        return _("{file} holds no factor scores.")
    if kind == "model" and ESTIMATES not in result.names:
        return _("{file} holds no survey: no model can be drawn.")
    return ""


def _strips(result: StoredResult, park: str, index: str | None, *, asked: bool) -> Iterator[Wanted]:
    if index is not None:
        yield Wanted("strips", park, "", result.index_columns(index)[0])
        return
    yield Wanted("strips", park)
    expected = list(dict.fromkeys(column for _factor, column in expected_pairs(result)))
    for column in expected or (ranked(result) if asked else []):
        yield Wanted("strips", park, "", column)


def _pairs(result: StoredResult, factor: str | None, index: str | None, *, asked: bool) -> list[tuple[str, str]]:
    if index is not None:
        column = result.index_columns(index)[0]
        return [(one, column) for one in ([factor] if factor is not None else result.factors)]
    found = [pair for pair in expected_pairs(result) if factor in (None, pair[0])]
    if asked and not found:
        raise InputError(_("The study expected no direction that could be drawn; name --factor and --index."))
    return found


def expected_pairs(result: StoredResult) -> list[tuple[str, str]]:
    """Return factor and index column wherever the study expected a direction."""
    found = result.table("associations")
    if found is None:
        return []
    found = found[found["expected"].isin(DIRECTED) & found["factor"].isin(result.factors)]
    return list(zip(found["factor"], found["index"], strict=True))


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no other figure of this run has, on systems that take A for a, too."""
    free, number = name, 2
    while free.lower() in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free.lower())
    return free
