"""Bring the translations up to date: collect the engine's texts, merge each .po, compile each .mo.

Run ``python tools/update_translations.py`` after a text has changed, translate what it lists, and run it again.
The exit code is 1 while a text is untranslated.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = "parklocus"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def collect() -> Catalog:
    """Return every text that indicators/ marks for translation, in the order of files and lines."""
    template = Catalog(project="Park Locus", charset="utf-8")
    found = extract_from_dir(
        ROOT / "indicators", method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for path, _line, message, comments, context in found:
        # Line numbers would change the file at every edit elsewhere.
        template.add(
            message, locations=[(f"indicators/{Path(path).as_posix()}", 0)], auto_comments=comments, context=context
        )
    return template


def update(po: Path, template: Catalog) -> tuple[bytes, bytes, list[Message]]:
    """Merge the texts into one language.

    Parameters
    ----------
    po : Path
        The language's catalogue, ``<locale>/LC_MESSAGES/parklocus.po``.
    template : Catalog
        The texts of the code.

    Returns
    -------
    tuple of bytes, bytes, list of Message
        What the .po and the .mo should hold, and the messages that lack a translation.
    """
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parents[1].name, domain=DOMAIN)
    # A translation guessed from a similar text would pass for a real one.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    missing = [message for message in catalogue if message.id and (message.fuzzy or not _translated(message))]
    text, binary = io.BytesIO(), io.BytesIO()
    write_po(text, catalogue, width=100, sort_by_file=True, include_lineno=False)
    write_mo(binary, catalogue)
    return text.getvalue(), binary.getvalue(), missing


def _translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(forms) and all(forms)


def main() -> int:
    """Update every language; return the exit code."""
    template = collect()
    untranslated = False
    for po in sorted((ROOT / "resources" / "i18n").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        text, binary, missing = update(po, template)
        po.write_bytes(text)
        po.with_suffix(".mo").write_bytes(binary)
        print(f"{po.relative_to(ROOT)}: {len(template)} texts, {len(missing)} without a translation")
        for message in missing:
            print(f"  {message.id}")
        untranslated |= bool(missing)
    return int(untranslated)


if __name__ == "__main__":
    sys.exit(main())
