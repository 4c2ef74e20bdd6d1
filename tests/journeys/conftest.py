"""Stories are played in a real Chromium against the real program, as `make demo` starts it.

Without a Chromium they are skipped in words; JOLSERIK_STORIES=required makes that a failure.
JOLSERIK_STORIES_ADDRESS plays them against a demo that runs already.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from jolserik.workshop.demo import REGIONS

CHROMIUM = (
    os.environ.get("JOLSERIK_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
START_SECONDS = 120


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def address(demo_folder: Path) -> Iterator[str]:
    """The address of a running demo with a database of its own."""
    if running := os.environ.get("JOLSERIK_STORIES_ADDRESS"):
        yield running
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "JOLSERIK_DEBUG")
    }
    environment["JOLSERIK_DATA"] = str(demo_folder)
    command = [sys.executable, "-m", "jolserik.cli.main", "demo", "--port", str(port)]
    log = (demo_folder / "log").open("w")
    program = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/", program, demo_folder / "log")
        yield f"http://localhost:{port}"
    finally:
        program.terminate()
        program.wait(30)
        log.close()


def _wait_for(url: str, program: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and program.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # an address of ours
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        told = "the stories need a browser: apt-get install chromium"
        if os.environ.get("JOLSERIK_STORIES") == "required":
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


def axe_findings(page: Page) -> list[dict[str, Any]]:
    """What axe-core has against a page, by the rules of WCAG 2.0 to 2.2, A and AA."""
    found: list[dict[str, Any]] = (
        Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]
    )
    return found


class Reader:
    """Somebody with a browser; what goes wrong in it fails the story."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.looks()

    def looks(self) -> None:
        """The page as it is now: accessible, not wider than the screen, without errors."""
        self.page.wait_for_load_state("networkidle")
        found = axe_findings(self.page)
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
        width = self.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px too wide"
        assert not self.complaints, (self.page.url, self.complaints)

    def signs_in_as(self, name: str) -> None:
        self.opens("/sign-in/")
        self.page.get_by_role("button", name=name).click()
        self.looks()


@pytest.fixture(params=[1280, 360], ids=["desk", "phone"])
def reader(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Reader]:
    width = request.param
    scheme: Any = "dark" if width == 360 else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="ru-RU"
    )
    context.set_default_timeout(30_000)
    yield Reader(context.new_page(), address)
    context.close()


@pytest.fixture(scope="session")
def told() -> dict[str, dict[str, Any]]:
    """What was stated about the demo's region, by key: no figure of it stands in a test."""
    text = (REGIONS / "karaganda" / "statements.toml").read_text("utf-8")
    return {line["key"]: line for line in tomllib.loads(text)["statement"]}
