"""The tree of our exceptions. No HTTP here: ``search_api.problems`` alone knows statuses.

DramatisError                  a message for a person: what was expected, what came, what to do
├── SettingsError              a setting that is wrong or not known
├── SourceError                a source that cannot be read at all (missing, no permission, format)
├── EnrichmentError
│   ├── PipelineNotInstalled   the spaCy pipeline of the settings is not there
│   └── KnowledgeError         a knowledge file with a bad line
├── IndexStateError
│   ├── IndexMissing           no live generation yet: run `dramatis index`
│   ├── IndexIncompatible      made by another version: run `dramatis reindex`
│   ├── IndexLocked            another process is writing
│   ├── IndexReadOnly          disk full, or the server's read-only block
│   └── GenerationError        a generation that cannot be verified, published or rolled back
├── EngineError
│   ├── EngineUnavailable      not reachable, or still starting
│   ├── EngineRefused          credentials or version
│   └── EngineTimeout          no complete answer in time
└── RequestError               a request that cannot be answered as it stands
    ├── UnknownName            a facet, field, sort ... that is not defined
    ├── LimitExceeded          longer, larger or deeper than the limits of the settings
    ├── BadCursor              a cursor that was altered, is stale, or belongs to another request
    └── NotFound               no such article or entity
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DramatisError(Exception):
    """Base of every error that we raise on purpose; its text is fit to show to a person."""


class SettingsError(DramatisError):
    """A setting is wrong or its name is not known."""


class SourceError(DramatisError):
    """A source cannot be read at all."""


class EnrichmentError(DramatisError):
    """Enrichment cannot run."""


class PipelineNotInstalled(EnrichmentError):
    """The spaCy pipeline named in the settings is not installed."""


class KnowledgeError(EnrichmentError):
    """A knowledge file is not as documented; the message names file and line."""


class IndexStateError(DramatisError):
    """Something is wrong with the index itself."""


class IndexMissing(IndexStateError):
    """There is no live generation."""


class IndexIncompatible(IndexStateError):
    """The index was made by another version."""


class IndexLocked(IndexStateError):
    """Another process is writing to the index."""


class IndexReadOnly(IndexStateError):
    """The index takes no writes."""


class GenerationError(IndexStateError):
    """A generation cannot be verified, published or rolled back."""


class EngineError(DramatisError):
    """The search engine did not answer as it should."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached."""


class EngineRefused(EngineError):
    """The engine refuses our credentials or our version."""


class EngineTimeout(EngineError):
    """The engine gave no complete answer in time."""


class RequestError(DramatisError):
    """The request cannot be answered as it stands."""


class UnknownName(RequestError):
    """A name that is not defined, with those that are."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(
            f"{what} {name!r} is not defined; choose one of: {', '.join(names)}.{hint}"
        )


class LimitExceeded(RequestError):
    """The request exceeds a limit of the settings."""


class BadCursor(RequestError):
    """The cursor was altered, is stale, or belongs to another request."""


class NotFound(RequestError):
    """There is no such article or entity."""
