"""The command line's parser in the language in use: argparse looks for its own words where its module imported them."""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def parser_speaks() -> Iterator[None]:
    """Let argparse say its own words in the language in use while the block runs; other programs' are not touched."""
    module: Any = argparse
    before = module._
    module._ = _
    try:
        yield
    finally:
        module._ = before


def words() -> tuple[str, ...]:
    """Return what argparse says, translated: here the translations' tools find it."""
    return (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("show program's version number and exit"),
        _("argument %(argument_name)s: %(message)s"),
        _("unrecognized arguments: %s"),
        _("the following arguments are required: %s"),
        _("expected one argument"),
        _("expected at most one argument"),
        _("expected at least one argument"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
        _("ignored explicit argument %r"),
        _("not allowed with argument %s"),
        _("one of the arguments %s is required"),
        _("unknown parser %(parser_name)r (choices: %(choices)s)"),
    )
