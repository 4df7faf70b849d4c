"""The Elasticsearch server of the tests: fetched once into a cache folder by Maven, which checks its sums.

Elastic publishes its server without the optional modules on Maven Central. Ours needs none of
them: words come to it analysed (see ``mappings.elastic``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Final

VERSION: Final = "8.19.21"
ARTIFACT: Final = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"


class NoElasticsearch(RuntimeError):
    """There is no server here and none can be had; the text says what to install."""


def java_home() -> Path:
    """The home of the Java on the path. Raises NoElasticsearch."""
    return Path(_tool("java", "Java 17 or newer")).resolve().parent.parent


def server_home() -> Path:
    """The folder of an unpacked server, made when it is not there.

    Raises NoElasticsearch when Maven is missing or nothing can be fetched.
    """
    home = _shared_cache() / f"elasticsearch-{VERSION}"
    if not home.is_dir():
        archive = _fetch()
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(scratch)
            made = Path(scratch) / home.name
            for program in (made / "bin").iterdir():
                program.chmod(0o755)
            (made / "plugins").mkdir(exist_ok=True)
            if not home.is_dir():
                made.rename(home)
    return home


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dramatis"


def _shared_cache() -> Path:
    """Where the server lies unpacked. It never runs as root, and others cannot look into /root."""
    return Path("/var/cache/dramatis") if os.geteuid() == 0 else _cache()


def _fetch() -> Path:
    """The archive in the cache; it appears there whole, whoever else fetches it at the same time."""
    archive = _cache() / f"elasticsearch-{VERSION}.zip"
    if not archive.is_file():
        maven = _tool("mvn", "Maven")
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
            command = [maven, "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}"]
            _run([*command, f"-DoutputDirectory={scratch}"], "fetch the server with Maven")
            (Path(scratch) / archive.name).replace(archive)
    return archive


def _tool(name: str, what: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoElasticsearch(
            f"the program {name} is missing: install {what}, or set "
            "DRAMATIS_TEST_ELASTICSEARCH_URL to a server that may be written to"
        )
    return found


def _run(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoElasticsearch(f"could not {what}: {(done.stdout + done.stderr)[-2000:]}")
