"""What a whole test run has in common."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line of its own that Elasticsearch was not tested, and what to install."""
    from tests.elasticsearch.shared import skipped

    for reason in dict.fromkeys(skipped):
        terminalreporter.write_sep("=", "ELASTICSEARCH WAS NOT TESTED", red=True, bold=True)
        terminalreporter.write_line(reason, red=True)
