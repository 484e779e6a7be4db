"""`python -m parklocus.indicators` and `parklocus` are the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code, also where it is cancelled before it has its own ears."""
    try:
        from parklocus.indicators.cli.main import main as command_line  # noqa: PLC0415 - it takes a moment

        return command_line()
    except KeyboardInterrupt:
        return _cancelled()


def _cancelled() -> int:
    from parklocus.indicators.language import gettext as _  # noqa: PLC0415 - as above

    text = _("Cancelled; nothing was written.")
    if "--json" in sys.argv:
        import json  # noqa: PLC0415 - as above

        sys.stdout.buffer.write(json.dumps({"event": "error", "text": text}).encode() + b"\n")
    else:
        sys.stderr.write(f"parklocus: {text}\n")
    return 130


if __name__ == "__main__":
    raise SystemExit(main())
