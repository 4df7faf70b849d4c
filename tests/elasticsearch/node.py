"""Real Elasticsearch nodes for tests: started on free loopback ports, never as root, and stopped."""

from __future__ import annotations

import base64
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.elasticsearch.server import NoElasticsearch, java_home, server_home

START_SECONDS: Final = 600.0
_ROOM: Final = 2 * 2**30
_UNPRIVILEGED: Final = (
    *("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
    # Changing the user forgets what the parent asked for.
    "--pdeathsig=TERM",
)


@dataclass
class Node:
    """One running node."""

    name: str
    url: str
    folder: Path
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start the server, with the data that it has. It ends with the thread that calls this."""
        with (self.folder / "out.log").open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  (it makes one system call)
            )

    def server_pid(self) -> int:
        """The process of the server itself; ``process`` is its launcher."""
        threads = Path(f"/proc/{self.process.pid}/task").glob(
            "*/children"
        )  # any may have started it
        return int(next(pid for thread in threads for pid in thread.read_text().split()))

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        os.kill(self.server_pid(), signal.SIGKILL)
        self.process.wait(120)

    def log(self) -> str:
        """The end of what the node wrote."""
        return (self.folder / "out.log").read_text(errors="replace")[-4000:]


@contextmanager
def running_node(
    *,
    heap_mb: int = 512,
    quick: bool = True,
    settings: Mapping[str, Any] | None = None,
    password: str | None = None,
) -> Iterator[Node]:
    """A node by itself. ``quick`` starts sooner, is slower at length and keeps its data in memory.

    It is not for measurements. ``settings`` are the server's own; ``password`` is that of its user
    ``elastic``, for settings with security.
    """
    more = {"discovery.type": "single-node", **(settings or {})}
    with ExitStack() as stack:
        node = stack.enter_context(
            _launched("node-1", _free_ports(2), more, heap_mb, quick, password)
        )
        _wait(node, 1, password)
        yield node


@contextmanager
def running_cluster(
    size: int = 3, *, heap_mb: int = 256, settings: Mapping[str, Any] | None = None
) -> Iterator[Sequence[Node]]:
    """Nodes that know one another; ``settings`` are the servers' own."""
    ports = _free_ports(2 * size)
    names = [f"node-{number + 1}" for number in range(size)]
    more = {
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in ports[size:]],
        "cluster.initial_master_nodes": names,
        # A killed node is noticed and its shards are made anew in seconds, not in a minute.
        "cluster.follower_lag.timeout": "10s",
        **(settings or {}),
    }
    with ExitStack() as stack:
        nodes = [
            stack.enter_context(_launched(name, [ports[at], ports[size + at]], more, heap_mb, True))
            for at, name in enumerate(names)
        ]
        for node in nodes:
            _wait(node, size)
        yield nodes


@contextmanager
def _launched(
    name: str,
    ports: Sequence[int],
    more: dict[str, Any],
    heap_mb: int,
    quick: bool,
    password: str | None = None,
) -> Iterator[Node]:
    home, java = server_home(), java_home()
    scratch = _memory() if quick else None
    folder = Path(tempfile.mkdtemp(prefix="dramatis-elasticsearch-", dir=scratch))
    try:
        for part in ("config", "data", "logs", "tmp", "backup"):
            (folder / part).mkdir()
        shutil.copytree(home / "config", folder / "config", dirs_exist_ok=True)
        settings = {
            "cluster.name": f"dramatis-{os.getpid()}",
            "node.name": name,
            "network.host": "127.0.0.1",
            "http.port": ports[0],
            "transport.port": ports[1],
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "path.repo": str(folder / "backup"),
            "xpack.security.enabled": False,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "cluster.max_shards_per_node": 3000,
            **more,
        }
        # YAML is a superset of JSON.
        (folder / "config" / "elasticsearch.yml").write_text(json.dumps(settings, indent=1))
        as_root = os.geteuid() == 0
        if as_root:
            for path in [folder, *folder.rglob("*")]:
                shutil.chown(path, "nobody", "nogroup")
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(folder),
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{heap_mb}m -Xmx{heap_mb}m"
            + (" -XX:TieredStopAtLevel=1" if quick else ""),
            "CLI_JAVA_OPTS": "-Xmx64m -XX:TieredStopAtLevel=1",
        }
        as_nobody = _UNPRIVILEGED if as_root else ()
        if password is not None:
            _keep_password(password, home, as_nobody, environment)
        command = [*as_nobody, str(home / "bin" / "elasticsearch")]
        node = Node(name, f"http://127.0.0.1:{ports[0]}", folder, command, environment)
        node.start()
        try:
            yield node
        finally:
            _stop(node.process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep_password(
    password: str, home: Path, as_nobody: Sequence[str], environment: Mapping[str, str]
) -> None:
    """Put the first password into the node's keystore, as the container's start script does."""
    for arguments, given in (
        (("create",), ""),
        (("add", "--stdin", "bootstrap.password"), password),
    ):
        command = [*as_nobody, str(home / "bin" / "elasticsearch-keystore"), *arguments]
        subprocess.run(
            command, env=dict(environment), input=given.encode(), check=True, capture_output=True
        )


def _memory() -> Path | None:
    """A folder in memory with room for tests: an index is made eight times as soon as on a disk."""
    folder = Path("/dev/shm")
    try:
        roomy = shutil.disk_usage(folder).free > _ROOM
    except OSError:
        return None
    return folder if roomy else None


def _end_with_parent() -> None:
    """A node does not outlive a test run that is killed (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number) if number == signal.SIGKILL else process.send_signal(
                number
            )
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)


def _wait(node: Node, size: int, password: str | None = None) -> None:
    """Wait until the node answers and sees the others. Raises NoElasticsearch."""
    deadline = time.monotonic() + START_SECONDS
    path = f"{node.url}/_cluster/health?wait_for_nodes={size}&wait_for_status=yellow&timeout=10s"
    request = urllib.request.Request(path)
    if password is not None:
        key = base64.b64encode(f"elastic:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {key}")
    while True:
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        if node.process.poll() is not None or time.monotonic() > deadline:
            raise NoElasticsearch(f"{node.name} did not start; its last words:\n{node.log()}")
        time.sleep(0.25)


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
