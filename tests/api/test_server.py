"""The socket that the API listens at."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from mappings.errors import SettingsError
from search_api.server import listen


def test_who_reads_the_address_can_connect_at_once() -> None:
    with (
        closing(listen("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), timeout=5) as caller,
    ):
        assert caller.getpeername() == listener.getsockname()


def test_the_socket_is_named_as_tcp_so_that_asyncio_sends_answers_without_delay() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError, match="choose another with --port"):
            listen("127.0.0.1", port)
