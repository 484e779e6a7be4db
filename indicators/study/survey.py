"""The section of a study file that says where the questionnaire is, what its items measure, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import absolute
from parklocus.indicators.tomlfile import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

ESTIMATORS = ("ML", "MLR", "WLSMV", "DWLS")
GAPS = ("listwise", "fiml")
SCORES = ("auto", "bartlett", "latent_means", "regression", "ebm")
LEAVE_OUT = ("not_a_number", "out_of_range", "no_answer", "duplicate_respondent", "duplicate_answers", "straight_line")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class SurveySource:
    """Where the questionnaire is, and what is asked of it.

    Attributes
    ----------
    answers : Path
        CSV, Excel or SPSS file, a row a respondent.
    items : mapping
        The items' names in the model, and their columns.
    scale : (int, int)
        The lowest and highest code of an answer.
    model : str or None
        The model's text in lavaan's syntax.
    model_file : Path or None
        The file that holds it instead.
    park, respondent : str, str or None
        Columns of the respondent's park and id.
    sheet : str or None
        Of a workbook.
    ranges : mapping
        Items with a scale of their own.
    reverse : tuple of str
        Items worded the other way round.
    missing_codes : tuple
        Cells that stand for no answer.
    words : mapping
        Codes of answers that are written out.
    leave_out : tuple of str
        Problems for which a row is left out.
    variables : tuple of str
        Columns of numbers that the model names beside the items.
    estimator, missing : str
        As for `survey.fit`.
    std_lv : bool
        Fix the factors' variances at 1 rather than their first loadings.
    group : str or None
        Column of the groups in which the scale is to measure the same.
    scores : str
        How the parks' scores are made; ``auto`` chooses and says why.
    bootstrap, seed : int
        Draws of the respondents, and what they begin with; no draws for 0.
    label : str or None
        What is said beside every score.
    labels : mapping
        Of items and factors: name to language (``en``, ``zh``) to text.
    """

    answers: Path
    items: Mapping[str, str]
    scale: tuple[int, int]
    model: str | None = None
    model_file: Path | None = None
    park: str = "park"
    respondent: str | None = None
    sheet: str | None = None
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    reverse: tuple[str, ...] = ()
    missing_codes: tuple[float | str, ...] = ()
    words: Mapping[str, int] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    estimator: str = "MLR"
    missing: str = "listwise"
    std_lv: bool = False
    group: str | None = None
    scores: str = "auto"
    bootstrap: int = 500
    seed: int = 1
    label: str | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def model_text(self) -> str:
        """Return the model's text.

        Raises
        ------
        InputError
            The file cannot be read.
        """
        if self.model_file is None:
            return self.model or ""
        try:
            return self.model_file.read_bytes().decode("utf-8-sig")
        except OSError as error:
            message = _("The model {file} cannot be read: {reason}.")
            raise InputError(message.format(file=self.model_file, reason=error.strerror)) from error
        except UnicodeDecodeError as error:
            message = _("{file} is not UTF-8 text (byte {position}): save it as UTF-8.")
            raise InputError(message.format(file=self.model_file, position=error.start + 1)) from error


def open_survey(path: str | Path) -> SurveySource:
    """Read the section ``[survey]`` of a study file, which need name no city and no parks for that.

    Raises
    ------
    InputError
        The file is missing or not TOML, it has no such section, a key is unknown, missing or wrongly filled, or a file
        that it names is missing.
    """
    file = Path(path)
    top = Table(read_toml(file), str(file))
    table = top.table("survey", required=True)
    source = parse_survey(table, file.parent)
    for key, named in (("answers", source.answers), ("model_file", source.model_file)):
        if named is not None and not named.is_file():
            message = (
                _('{key} names "{path}", which is a folder: name a file.')
                if named.is_dir()
                else _('{key} names "{path}", but there is no such file: put it there or name another.')
            )
            raise table.error(message.format(key=key, path=table.text(key)))
    return source


def parse_survey(table: Table, base: Path) -> SurveySource:
    """Return what ``[survey]`` says."""
    table.allow(*SurveySource.__dataclass_fields__)
    model, file = table.text("model"), table.text("model_file")
    if (model is None) == (file is None):
        raise table.error(_("the model stands either in model or in the file that model_file names: give one of them."))
    items = _items(table)
    scale = table.whole_range("scale")
    if scale is None:
        raise table.error(_("scale is missing: the lowest and highest code of an answer, such as [1, 5]."))
    draws, seed = table.whole_number("bootstrap", least=0), table.whole_number("seed", least=0)
    source = SurveySource(
        answers=absolute(base, table.required_text("answers")),
        items=items,
        scale=scale,
        model=model,
        model_file=absolute(base, file) if file else None,
        park=table.text("park") or SurveySource.park,
        respondent=table.text("respondent"),
        sheet=table.text("sheet"),
        ranges=_ranges(table),
        reverse=table.texts("reverse") or (),
        missing_codes=table.codes("missing_codes"),
        words=_words(table),
        leave_out=table.texts("leave_out") or (),
        variables=table.texts("variables") or (),
        estimator=table.choice("estimator", ESTIMATORS) or SurveySource.estimator,
        missing=table.choice("missing", GAPS) or SurveySource.missing,
        std_lv=table.flag("std_lv"),
        group=table.text("group"),
        scores=table.choice("scores", SCORES) or SurveySource.scores,
        bootstrap=SurveySource.bootstrap if draws is None else draws,
        seed=SurveySource.seed if seed is None else seed,
        label=table.text("label"),
        labels=_labels(table),
    )
    for key, names in (("reverse", source.reverse), ("ranges", tuple(source.ranges))):
        strange = next((name for name in names if name not in items), None)
        if strange is not None:
            raise table.error(_('{key} names "{name}", which is not among the items.').format(key=key, name=strange))
    wrong = next((name for name in source.leave_out if name not in LEAVE_OUT), None)
    if wrong is not None:
        message = _('leave_out names "{name}", which is no problem of rows; choose from {known}.')
        raise table.error(message.format(name=wrong, known=", ".join(LEAVE_OUT)))
    return source


def survey_mapping(source: SurveySource, answers: str, model_file: str | None) -> dict[str, object]:
    """Return the table that `parse_survey` takes, with the paths as they are to be written."""
    own = {name: column for name, column in source.items.items() if name != column}
    defaults = SurveySource.__dataclass_fields__
    kept: dict[str, object] = {}
    for key, value in source.__dict__.items():
        if key in ("answers", "items", "model_file") or value in (None, defaults[key].default, (), {}):
            continue
        kept[key] = list(value) if isinstance(value, tuple) else value
    if source.ranges:
        kept["ranges"] = {name: list(limits) for name, limits in source.ranges.items()}
    items: object = dict(source.items) if own else list(source.items)
    return {"answers": answers, "items": items, "model_file": model_file, **kept}


def _items(table: Table) -> dict[str, str]:
    """Return the items' columns by name: a list of columns, or a section of names."""
    if table.is_table("items"):
        section = table.table("items", required=True)
        items = {name: section.required_text(name) for name in section.others()}
    else:
        names = table.texts("items") or ()
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise table.error(_('items lists "{name}" twice.').format(name=twice))
        items = {name: name for name in names}
    if not items:
        raise table.error(
            _('items is missing: list the items\' columns, as ["L1", "L2"], or name them in [{section}].').format(
                section="survey.items"
            )
        )
    return items


def _ranges(table: Table) -> dict[str, tuple[int, int]]:
    section = table.table("ranges")
    if section is None:
        return {}
    return {name: limits for name in section.others() if (limits := section.whole_range(name)) is not None}


def _words(table: Table) -> dict[str, int]:
    section = table.table("words")
    return {} if section is None else {word: int(section.required_number(word)) for word in section.others()}


def _labels(table: Table) -> dict[str, dict[str, str]]:
    """Return the labels of items and factors by language; one text serves for all languages."""
    section = table.table("labels")
    if section is None:
        return {}
    labels: dict[str, dict[str, str]] = {}
    for name in section.others():
        if not section.is_table(name):
            labels[name] = dict.fromkeys(LANGUAGES, section.required_text(name))
            continue
        own = section.table(name, required=True)
        own.allow(*LANGUAGES)
        labels[name] = {language: own.required_text(language) for language in own.others()}
    return labels
