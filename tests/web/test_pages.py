"""The pages in a real browser: search, facets as links, article, entity, and no script of an article's."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser


def find(browser: WebDriver, css: str) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, css)


def go(browser: WebDriver, act: Callable[[], None]) -> None:
    """Do what leads to another page, and wait until that page is there."""
    before = browser.find_element(By.TAG_NAME, "html")
    act()
    wait = WebDriverWait(browser, 20)
    wait.until(staleness_of(before))
    wait.until(lambda b: b.execute_script("return document.readyState") == "complete")


def titles(browser: WebDriver) -> list[str]:
    return [element.text for element in find(browser, ".hit-card h3")]


def test_a_search_is_typed_and_its_words_are_marked(browser: WebDriver, site: str) -> None:
    browser.get(site)
    assert len(titles(browser)) == 3
    box = browser.find_element(By.NAME, "q")
    box.send_keys('"war crimes"')
    go(browser, box.submit)
    assert find(browser, ".summary strong")[0].text == "2"
    assert {mark.text for mark in find(browser, ".snippet mark")} == {"war", "crimes"}


def test_a_facet_value_narrows_and_is_dropped_again(browser: WebDriver, site: str) -> None:
    browser.get(site)
    go(browser, find(browser, "#facet-person .value")[0].click)
    assert titles(browser) == ["ICC opens inquiry"]
    selected = find(browser, "#facet-person .selected")
    assert [item.find_element(By.CLASS_NAME, "value").text for item in selected] == ["Karim Khan"]
    go(browser, find(browser, "#facet-person .selected .value")[0].click)
    assert len(titles(browser)) == 3


def test_a_value_is_excluded(browser: WebDriver, site: str) -> None:
    browser.get(site)
    go(browser, find(browser, "#facet-person .not")[0].click)
    assert "ICC opens inquiry" not in titles(browser)
    assert find(browser, "#facet-person .excluded .count")[0].text == "1"


def test_selection_survives_a_new_query(browser: WebDriver, site: str) -> None:
    browser.get(f"{site}/?country=UA")
    box = browser.find_element(By.NAME, "q")
    box.send_keys("war")
    go(browser, box.submit)
    assert len(titles(browser)) == 1


def test_a_bar_of_the_histogram_sets_the_days(browser: WebDriver, site: str) -> None:
    browser.get(site)
    bar = find(browser, "#facet-published .histogram a")[0]
    browser.get(site + (bar.get_dom_attribute("href") or ""))
    assert titles(browser) == ["ICC opens inquiry"]
    assert browser.find_element(By.NAME, "published.from").get_attribute("value") == "2022-03-01"


def test_article_page_marks_names_and_gives_evidence(browser: WebDriver, site: str) -> None:
    browser.get(f"{site}/?q=inquiry")
    go(browser, find(browser, ".hit-card h3 a")[0].click)
    assert find(browser, "h1")[0].text == "ICC opens inquiry"
    assert "Karim Khan" in {link.text for link in find(browser, ".m-person")}
    find(browser, "details summary")[0].click()
    assert "Khan spoke on Wednesday at the ICC." in find(browser, ".evidence")[0].text


def test_entity_page_shows_aliases_and_sentences(browser: WebDriver, site: str) -> None:
    browser.get(f"{site}/entity/institution/International Criminal Court")
    assert "ICC" in find(browser, "#main")[0].text
    assert find(browser, "blockquote mark")[0].text == "ICC"


@pytest.mark.parametrize(
    "path", ["/?q=war", "/article/evil", "/entity/country/UA", "/?q=<script>alert(1)</script>"]
)
def test_script_tags_of_articles_and_queries_never_run(
    browser: WebDriver, site: str, path: str
) -> None:
    browser.get(site + path)
    assert find(browser, "script") == []
    browser.switch_to.default_content()
    assert (
        browser.execute_script("return document.readyState") == "complete"
    )  # an alert would raise here
    assert "javascript:" not in browser.page_source


def test_what_is_not_there_is_told_as_a_page(browser: WebDriver, site: str) -> None:
    browser.get(f"{site}/article/none")
    assert "Not there" in find(browser, "h1")[0].text


def test_api_docs_work_without_a_network(browser: WebDriver, site: str) -> None:
    browser.get(f"{site}/docs")
    browser.implicitly_wait(10)
    assert find(browser, ".opblock-summary-path")
    browser.implicitly_wait(0)
    with urllib.request.urlopen(f"{site}/docs") as page:
        assert "https://" not in page.read().decode()
