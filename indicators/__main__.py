"""`python -m parklocus.indicators` is the command line."""

from parklocus.indicators.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
