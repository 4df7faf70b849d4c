"""The writer of Elasticsearch: batches into one generation, published by one change of the alias.

A generation that is built has no replicas and is never refreshed before it is whole. Articles added
to the live generation are in its log at once and searchable from ``publish`` on: an index of ours
refreshes when it is told to and not by itself. When a run ends by an error, what was not published
is taken back; after a kill or a power cut it stays, and is seen with the next publish.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, Self

from elasticsearch import ApiError, Elasticsearch, TransportError

from indexer.writers import BatchOutcome
from indexer.writers.elastic_bulk import Action, Item, send
from indexer.writers.elastic_lock import ElasticLock
from mappings.article import EnrichedArticle, Rejected
from mappings.elastic import index_body, to_elastic
from mappings.elastic_client import calling, check_version
from mappings.elastic_store import count_all, new_meta, refresh
from mappings.errors import DramatisError, GenerationError
from mappings.settings import IndexSettings

COMMIT_ARTICLES: Final = 20_000
"""A writer into the live generation shows its articles at least so often: it bounds what is taken back."""
COMMIT_SECONDS: Final = 60.0
_UNDO_CHUNK: Final = 200
_CHUNK_ARTICLES: Final = 120
_IN_FLIGHT: Final = 2

log = logging.getLogger("dramatis.index")


class ElasticWriter:
    """Writes into one generation; see :class:`indexer.writers.IndexWriter`."""

    def __init__(
        self, settings: IndexSettings, client: Elasticsearch, generation: str, *, new: bool
    ) -> None:
        self._settings = settings
        self._client = client
        self._generation = generation
        self._new = new
        self._open = True
        self._unpublished: dict[str, None] = {}
        self._committed_at = time.monotonic()
        self._lock = ElasticLock(client, settings.index_name)
        with calling(settings):
            check_version(client)
            self._lock.acquire()
            try:
                if new:
                    self._create()
            except BaseException:
                self._lock.release()
                raise

    @property
    def generation(self) -> str:
        """The generation that is written to."""
        return self._generation

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Take back what is not published."""
        self._open = False
        try:
            if self._new:
                with suppress(ApiError, TransportError):  # `dramatis generations --prune` finds it
                    self._client.indices.delete(index=self._generation, ignore_unavailable=True)
            elif self._unpublished:
                self._take_back()
        finally:
            self._lock.release()

    def write(self, articles: Sequence[EnrichedArticle]) -> BatchOutcome:
        """Add articles, replacing those of the same id; of several in one batch the last stays."""
        if not self._open:
            raise GenerationError(f"the writer into {self._generation} is closed; open another")
        self._lock.check()
        last = {article.id: article for article in articles}
        rejected: list[Rejected] = []
        with calling(self._settings):
            items = self._send_while_making(list(last.values()), rejected)
        repeated = len(articles) - len(last)
        refused = [item for item in items if item.result == "rejected"]
        for item in refused:
            self._unpublished.pop(item.id, None)
        indexed = sum(item.result == "created" for item in items)
        rejected += [_reject(item.id, item.reason or "refused") for item in refused]
        self._commit_when_due()
        replaced = len(items) - len(refused) - indexed + repeated
        return BatchOutcome(indexed, replaced, rejected=tuple(rejected))

    def publish(self, *, expect_articles: int | None = None) -> None:
        """Refresh, verify, and make this generation the live one."""
        self._lock.check()
        with calling(self._settings):
            if self._new or expect_articles is None:
                refresh(self._client, self._generation)
            if expect_articles is not None:
                self._verify(expect_articles)
                refresh(self._client, self._generation)
            self._announce()
            if self._new:
                self._swap()

    def _send_while_making(
        self, articles: Sequence[EnrichedArticle], rejected: list[Rejected]
    ) -> list[Item]:
        """Make documents of some articles while those before are on their way."""
        max_bytes = self._settings.batch_mb * 2**20
        answers: list[Future[list[Item]]] = []
        with ThreadPoolExecutor(_IN_FLIGHT, thread_name_prefix="dramatis-bulk") as pool:
            for chunk in _chunks(articles):
                actions = self._actions(chunk, rejected)
                if not self._new:
                    # Noted before they are sent: an answer may be lost, and the article is there.
                    self._unpublished.update(dict.fromkeys(a["_id"] for a in actions))
                answers.append(pool.submit(send, self._client, actions, max_bytes=max_bytes))
        return [item for answer in answers for item in answer.result()]

    def _actions(
        self, articles: Sequence[EnrichedArticle], rejected: list[Rejected]
    ) -> list[Action]:
        actions: list[Action] = []
        for article in articles:
            try:
                document = to_elastic(article)
            except (ValueError, OverflowError) as error:
                rejected.append(_reject(article.id, str(error)))
                continue
            actions.append(
                {
                    "_op_type": "index",
                    "_index": self._generation,
                    "_id": article.id,
                    "_source": document,
                }
            )
        return actions

    def _create(self) -> None:
        body = index_body(
            shards=self._settings.elasticsearch_shards, replicas=0, meta=new_meta(complete=False)
        )
        self._client.indices.create(index=self._generation, **body)

    def _verify(self, expected: int) -> None:
        """Raise GenerationError when the generation would hold another number of articles."""
        found = count_all(self._client, self._generation)
        keys = list(self._unpublished)
        for at in range(0, len(keys), _UNDO_CHUNK):
            # What is not refreshed is not counted, nor found unless it was there before.
            known = self._client.mget(
                index=self._generation,
                ids=keys[at : at + _UNDO_CHUNK],
                realtime=False,
                source=False,
            )
            found += sum(not one.get("found") for one in known["docs"])
        if found != expected:
            raise GenerationError(
                f"expected {expected} articles in generation {self._generation}, got {found}; "
                "nothing was published, the live generation is as it was"
            )

    def _announce(self) -> None:
        """Say that what is in the generation is whole, and another than before."""
        self._client.indices.put_mapping(index=self._generation, meta=new_meta(complete=True))
        self._unpublished.clear()
        self._committed_at = time.monotonic()

    def _swap(self) -> None:
        """Give the generation its replicas, and the alias, in one atomic step, to it alone."""
        replicas = {"number_of_replicas": self._settings.elasticsearch_replicas}
        self._client.indices.put_settings(index=self._generation, settings={"index": replicas})
        swap_alias(self._client, self._settings.index_name, self._generation)
        self._new = False

    def _commit_when_due(self) -> None:
        late = time.monotonic() - self._committed_at > COMMIT_SECONDS
        if not self._new and (late or len(self._unpublished) >= COMMIT_ARTICLES):
            with calling(self._settings):
                refresh(self._client, self._generation)
                self._announce()

    def _take_back(self) -> None:
        """Bring the articles back that were searchable before, and remove those that were not."""
        keys = list(self._unpublished)
        try:
            for at in range(0, len(keys), _UNDO_CHUNK):
                self._take_back_some(keys[at : at + _UNDO_CHUNK])
            refresh(self._client, self._generation)
        except (ApiError, TransportError, DramatisError) as error:
            log.warning(
                "%d articles written to %s and not published could not be taken back (%s); "
                "they are seen with the next publish",
                len(keys),
                self._generation,
                error,
            )

    def _take_back_some(self, keys: Sequence[str]) -> None:
        # Not in real time is as of the last refresh: what is published.
        found = self._client.mget(index=self._generation, ids=list(keys), realtime=False)
        actions: list[Action] = []
        for old in found["docs"]:
            action: Action = {"_index": self._generation, "_id": old["_id"]}
            if old.get("found"):
                article = EnrichedArticle.from_json(old["_source"]["stored"])
                action |= {"_op_type": "index", "_source": to_elastic(article)}
            else:
                action |= {"_op_type": "delete"}
            actions.append(action)
        send(self._client, actions, max_bytes=self._settings.batch_mb * 2**20)


def swap_alias(client: Elasticsearch, index: str, generation: str) -> None:
    """Make a generation the live one: the alias leaves every other in the same step."""
    actions: list[dict[str, Any]] = [
        {"remove": {"index": f"{index}-*", "alias": index, "must_exist": False}},
        {"add": {"index": generation, "alias": index}},
    ]
    client.indices.update_aliases(actions=actions)


def _chunks(articles: Sequence[EnrichedArticle]) -> Iterator[Sequence[EnrichedArticle]]:
    """Parts of a batch: the first and the last are small, so that neither side waits long for the other."""
    edge = _CHUNK_ARTICLES // 2
    at = 0
    while at < len(articles):
        left = len(articles) - at
        size = edge if at == 0 or left <= _CHUNK_ARTICLES else min(_CHUNK_ARTICLES, left - edge)
        yield articles[at : at + size]
        at += size


def _reject(article_id: str, reason: str) -> Rejected:
    shown = article_id.encode("utf-8", "replace").decode()[:200]
    return Rejected(source="index", id=shown, reason=reason[:500])
