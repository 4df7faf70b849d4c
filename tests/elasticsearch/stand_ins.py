"""What stands in for an Elasticsearch that cannot be had here: one with security, another product, a bad net.

The server of the tests has no security; everything that it can show is tested on it.
"""

from __future__ import annotations

import json
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class StandIn:
    """Answers every request alike, and keeps what was said to it."""

    url: str = ""
    authorizations: list[str | None] = field(default_factory=list)


@contextmanager
def answering(
    status: int,
    body: dict[str, Any],
    *,
    product: str = "Elasticsearch",
    certificate: Path | None = None,
    only_for: str | None = None,
) -> Iterator[StandIn]:
    """A server that answers so; to the right ``Authorization`` it says that there is no such index.

    With a certificate (PEM with its key) it speaks TLS.
    """
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            given = self.headers.get("authorization")
            stand_in.authorizations.append(given)
            known = only_for is not None and given == only_for
            payload = json.dumps(NO_INDEX if known else body).encode()
            self.send_response(404 if known else status)
            self.send_header("content-type", "application/vnd.elasticsearch+json;compatible-with=8")
            self.send_header("content-length", str(len(payload)))
            if product:
                self.send_header("x-elastic-product", product)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if certificate else "http"
    stand_in.url = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


NO_INDEX: dict[str, Any] = {
    "error": {"type": "index_not_found_exception", "reason": "no such index [dramatis]"},
    "status": 404,
}


def free_port() -> int:
    """A port at which nothing listens."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def silent() -> Iterator[str]:
    """The address of a server that takes what is sent and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        yield f"http://127.0.0.1:{one.getsockname()[1]}"


@contextmanager
def forwarding(port: int, to: str) -> Iterator[None]:
    """Let a port lead to the server at an address, until the block ends."""
    host, _, number = to.removeprefix("http://").partition(":")
    ended = threading.Event()
    threads: list[threading.Thread] = []
    listener = socket.create_server(("127.0.0.1", port))

    def carry(client: socket.socket) -> None:
        with closing(client), closing(socket.create_connection((host, int(number)))) as server:
            other = {client: server, server: client}
            while not ended.is_set():
                for ready in select.select(list(other), [], [], 0.05)[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    other[ready].sendall(data)

    def listen() -> None:
        while not ended.is_set():
            if select.select([listener], [], [], 0.05)[0]:
                threads.append(
                    threading.Thread(target=_quietly(carry), args=(listener.accept()[0],))
                )
                threads[-1].start()

    threads.append(threading.Thread(target=listen))
    threads[0].start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        listener.close()


def _quietly(carry: Any) -> Any:
    def run(client: socket.socket) -> None:
        with suppress(OSError):
            carry(client)

    return run
