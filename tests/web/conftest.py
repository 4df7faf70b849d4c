"""A real server on a free port, and a real headless Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

from indexer.writers import open_admin
from mappings.settings import IndexSettings
from search_api.settings import ApiSettings
from tests.api.conftest import ARTICLES
from tests.api.serving import served

REQUIRE = "DRAMATIS_REQUIRE_BROWSER"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over a few articles."""
    settings = IndexSettings(
        index_dir=tmp_path_factory.mktemp("web") / "index", writer_memory_mb=32
    )
    admin = open_admin(settings)
    with admin.append() as writer:
        writer.write(ARTICLES)
        writer.publish()
    admin.close()
    with served(settings, ApiSettings()) as host:
        yield f"http://{host}"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """A headless Chromium; skipped loudly without one, an error when it is required."""
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        message = "no Chromium with ChromeDriver: apt-get install chromium chromium-driver"
        if os.environ.get(REQUIRE):
            pytest.fail(message)
        pytest.skip(message)
    options = Options()
    options.binary_location = chromium
    profile: Path = tmp_path_factory.mktemp("chromium")
    for flag in (
        "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--window-size=1200,900",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", f"--user-data-dir={profile}",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as chrome:
        yield chrome
