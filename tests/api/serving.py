"""The real application on a free port, served by uvicorn in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import uvicorn

from mappings.settings import IndexSettings
from search_api.app import create_app
from search_api.server import listen
from search_api.settings import ApiSettings


@contextmanager
def served(index: IndexSettings, settings: ApiSettings) -> Iterator[str]:
    """Host and port of the application while it is served."""
    with closing(listen("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(index, settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
