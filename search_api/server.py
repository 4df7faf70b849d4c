"""Serves the application with uvicorn, and says where it can be reached."""

from __future__ import annotations

import socket
import sys
from contextlib import closing

from mappings.errors import SettingsError
from mappings.settings import IndexSettings
from search_api.access import is_loopback
from search_api.settings import ApiSettings


def serve_forever(settings: ApiSettings, index: IndexSettings | None = None) -> None:
    """Serve until Ctrl-C. Raises SettingsError when the address cannot be listened at."""
    import uvicorn

    from search_api.app import create_app

    if not is_loopback(settings.host) and not settings.keys():
        _say(
            f"warning: listening at {settings.host} without an API key: anyone who reaches this machine can "
            "read the index. Set DRAMATIS_API_KEYS."
        )
    with closing(listen(settings.host, settings.port)) as listener:
        port = listener.getsockname()[1]
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        page = " (API at /docs)" if settings.web else "/docs"
        _say(f"Dramatis at http://{shown}:{port}{page} - Ctrl-C to stop")
        config = uvicorn.Config(create_app(index, settings), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at this address. Raises SettingsError with what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, asyncio switches Nagle's algorithm off: else every answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Now, so that who reads the address can call at once: the connection waits for the app.
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"cannot listen at {host} port {port}: {error.strerror}; choose another with --port "
            "(0 takes a free one) or --host"
        ) from error
    return listener


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
