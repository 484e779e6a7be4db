"""The report of a result: one page that needs nothing else, and tables for a paper."""

from parklocus.indicators.export.report.paper_tables import write_tables
from parklocus.indicators.export.report.report import write_report

__all__ = ["write_report", "write_tables"]
