"""Facet values found by a prefix of an alias: what a typeahead shows, the same for every engine. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from mappings.fields import LOOKUP_SEPARATOR, facet_label, fold
from search_api.facets import rank
from search_api.models import FoundValue


def found_values(
    facet: str,
    prefix: str,
    *,
    size: int,
    terms: Callable[[str], Iterable[tuple[str, int]]],
    count: Callable[[Sequence[str]], Mapping[str, int]],
) -> tuple[FoundValue, ...]:
    """The values with the most articles among those that have an alias with this prefix.

    ``terms`` gives the lookup terms that begin with a folded prefix and in how many articles each
    is; ``count`` in how many articles of the request each of some values is.
    """
    folded = fold(prefix)
    matched = best_aliases(terms(folded), folded)
    ranked = rank({value: n for value, n in count(list(matched)).items() if n})[:size]
    return tuple(
        FoundValue(
            value=value,
            label=facet_label(facet, value),
            count=number,
            matched=matched[value] if folded else facet_label(facet, value),
        )
        for value, number in ranked
    )


def best_aliases(terms: Iterable[tuple[str, int]], prefix: str) -> dict[str, str]:
    """For each value the alias that fits the prefix best.

    First one that is the prefix, then one that begins with it, then the one in the most articles,
    the shortest, the first by the alphabet.
    """
    best: dict[str, tuple[tuple[bool, bool, int, int, str], str]] = {}
    for term, number in terms:
        _, value, alias = term.split(LOOKUP_SEPARATOR)
        whole = fold(alias)
        order = (whole != prefix, not whole.startswith(prefix), -number, len(alias), alias)
        if value not in best or order < best[value][0]:
            best[value] = (order, alias)
    return {value: alias for value, (_, alias) in best.items()}
