"""``make elasticsearch``: one real node in the foreground, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.elasticsearch.node import running_cluster, running_node
from tests.elasticsearch.server import VERSION, NoElasticsearch


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.elasticsearch", description=__doc__)
    parser.add_argument("--heap", type=int, default=512, help="heap of a node in MiB")
    parser.add_argument("--nodes", type=int, default=1, help="nodes of the cluster")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    print(f"starting Elasticsearch {VERSION} ...", flush=True)
    try:
        with _running(options.nodes, options.heap) as url:
            _show(url)
            try:
                signal.pause()
            except KeyboardInterrupt:
                print("stopping ...", flush=True)
    except KeyboardInterrupt:
        print("stopped before it had started", flush=True)
    except NoElasticsearch as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def _running(nodes: int, heap_mb: int) -> Iterator[str]:
    """The address of what runs; of a cluster all of them, joined by commas."""
    if nodes == 1:
        with running_node(heap_mb=heap_mb, quick=False) as node:
            yield node.url
    else:
        with running_cluster(nodes, heap_mb=heap_mb) as cluster:
            yield ",".join(node.url for node in cluster)


def _show(url: str) -> None:
    print(f"Elasticsearch is at {url}. In another terminal:\n")
    print("  export DRAMATIS_ENGINE=elasticsearch")
    print(f"  export DRAMATIS_ELASTICSEARCH_URL={url}")
    print("  dramatis index samples && dramatis serve\n")
    print("Ctrl-C stops it; what it holds is gone then.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
