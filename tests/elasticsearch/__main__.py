"""``make elasticsearch``: one real node in the foreground, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys

from tests.elasticsearch.node import running_cluster, running_node
from tests.elasticsearch.server import VERSION, NoElasticsearch


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heap", type=int, default=512, help="heap of a node in MiB")
    parser.add_argument("--nodes", type=int, default=1, help="nodes of the cluster")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"starting Elasticsearch {VERSION} ...", flush=True)
    try:
        if options.nodes > 1:
            with running_cluster(options.nodes, heap_mb=options.heap) as nodes:
                _serve(",".join(node.url for node in nodes))
        else:
            with running_node(heap_mb=options.heap, quick=False) as node:
                _serve(node.url)
    except NoElasticsearch as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _serve(url: str) -> None:
    print(f"Elasticsearch is at {url}. In another terminal:\n")
    print("  export DRAMATIS_ENGINE=elasticsearch")
    print(f"  export DRAMATIS_ELASTICSEARCH_URL={url}")
    print("  dramatis index samples && dramatis serve\n")
    print("Ctrl-C stops it; what it holds is gone then.", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("stopping ...", flush=True)


if __name__ == "__main__":
    sys.exit(main())
