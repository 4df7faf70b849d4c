"""Measure the people and institutions of the enrichment on the project's corpus and on GUM news.

    python -m tests.quality.names [--data DIR] [--part test|dev|all] [--no-recogniser]

``--data`` (or ``DRAMATIS_DATA``) is a folder with ``names/gum_news.tar.xz``; without it only the
corpus is measured, once with the gold mentions and once with those of the recogniser. Values are
compared without accents, case, leading "The", legal forms and what stands in brackets or quotation
marks. "value" asks for the value of the annotation, "named" takes any name too that the text itself gives
the entity ("Wydad" for Wydad AC): the difference is what has to be known beyond the article. Prints a
table and writes each error with its sentence beside ``tests/quality/errors/names-*.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.tokens import Doc

from indexer.enrich.countries import guess_about, read_places
from indexer.enrich.folding import institution_key, person_words
from indexer.enrich.found import Names
from indexer.enrich.gazetteer import Geography, load_geography
from indexer.enrich.knowledge import Knowledge, load_knowledge
from indexer.enrich.names import resolve_names
from indexer.enrich.names.display import without_legal_form
from indexer.enrich.names.kinds import kind_of
from indexer.model.corpus import CorpusError, GoldArticle, read_corpus

HERE = Path(__file__).parent
ERRORS = HERE / "errors"
CORPUS = HERE.parent.parent / "corpus" / "articles"
LABELS = {"PERSON": "person", "ORG": "institution"}


@dataclass(frozen=True)
class GoldName:
    """A mention and what it means; ``value`` is None where it names no facet value."""

    start: int
    end: int
    label: str
    value: str | None


@dataclass(frozen=True)
class GoldText:
    """A text, length of its title, all its names (places too), and the countries it is about."""

    id: str
    text: str
    title_length: int
    names: tuple[GoldName, ...]


@dataclass
class Score:
    """Counts of one comparison; of B-cubed the sums of shares."""

    right: float = 0
    found: float = 0
    gold: float = 0
    right_gold: float | None = None

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, with the number of gold items."""
        precision = self.right / self.found if self.found else 0.0
        of_gold = self.right if self.right_gold is None else self.right_gold
        recall = of_gold / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "gold": int(self.gold),
        }


@dataclass
class Result:
    """Scores of a set, and its errors as lines."""

    scores: dict[str, Score] = field(
        default_factory=lambda: {
            f"{facet} {kind}": Score()
            for facet in LABELS.values()
            for kind in ("value", "named", "B-cubed")
        }
    )
    errors: list[str] = field(default_factory=list)


def corpus_texts(articles: Iterable[GoldArticle]) -> Iterator[GoldText]:
    """Title and body of each article as one text, with its names."""
    for article in articles:
        shift = {"title": 0, "body": len(article.title) + 2}
        yield GoldText(
            article.id,
            f"{article.title}\n\n{article.body}",
            len(article.title),
            tuple(
                GoldName(m.start + shift[m.field], m.end + shift[m.field], m.label, m.value)
                for m in article.marks
                if m.label != "DATE"
            ),
        )


def folded(value: str, label: str) -> str:
    """A value for comparison: without what is spelling and not identity."""
    bare = re.sub(r"\s*\([^)]*\)", "", value).strip() or value
    if label == "PERSON":
        bare = re.sub(r"\s*[\"“‘][^\"”’]+[\"”’]\s*", " ", bare)
        return " ".join(person_words(bare))
    key = institution_key(without_legal_form(bare))
    key = re.sub(r"^(?:us|u s) (?=\w+ )", "united states ", key)
    return re.sub(r" ?\b(?:a ?f ?c|f ?c|s ?c)\b ?", " ", key).strip()


def measure(
    texts: Iterable[GoldText],
    knowledge: Knowledge,
    geography: Geography,
    make_doc: Callable[[GoldText], Doc],
) -> Result:
    """Compare what is found in each text with its annotation; ``make_doc`` gives the mentions."""
    result = Result()
    for text in texts:
        doc = make_doc(text)
        about = guess_about(read_places(doc, text.title_length, geography))
        names = resolve_names(doc, knowledge, about=about)
        for label, facet in LABELS.items():
            _compare(text, _clusters(names, label), label, facet, result)
    return result


def gold_doc(nlp: spacy.Language) -> Callable[[GoldText], Doc]:
    """Documents whose entities are the annotated names."""

    def make(text: GoldText) -> Doc:
        doc = nlp(text.text)
        spans = [
            doc.char_span(n.start, n.end, label=n.label, alignment_mode="expand")
            for n in text.names
        ]
        doc.ents = spacy.util.filter_spans([span for span in spans if span is not None])
        return doc

    return make


Clusters = list[tuple[str, list[tuple[int, int]]]]


def _clusters(names: Names, label: str) -> Clusters:
    found = names.persons if label == "PERSON" else names.institutions
    return [(f.name, [(s.start, s.end) for s in f.spans]) for f in found]


def _compare(text: GoldText, found: Clusters, label: str, facet: str, result: Result) -> None:
    mentions = [n for n in text.names if n.label == label]
    ignored = [(n.start, n.end) for n in mentions if n.value is None]
    gold_values = {folded(n.value, label): n.value for n in mentions if n.value}
    # "National Assembly (Bulgaria)" is the same as "National Assembly of Bulgaria".
    spelt = {
        folded(re.sub(r"\s*\((.+)\)$", r" of \1", value), label): key
        for key, value in gold_values.items()
        if "(" in value
    }
    unmarked = [
        (name, spans)
        for name, all_spans in found
        if (spans := [s for s in all_spans if not any(_meet(s, i) for i in ignored)])
    ]
    kept = [
        (spelt.get(folded(name, label), folded(name, label)), name, spans)
        for name, spans in unmarked
    ]
    found_values = {key: name for key, name, _ in kept}
    score = result.scores[f"{facet} value"]
    score.right += len(gold_values.keys() & found_values.keys())
    score.found += len(found_values)
    score.gold += len(gold_values)
    named = result.scores[f"{facet} named"]
    named.right += len(gold_values.keys() & found_values.keys())
    named.right += _by_own_names(mentions, text, gold_values, found_values)
    named.found += len(found_values)
    named.gold += len(gold_values)
    for key in sorted(found_values.keys() - gold_values.keys()):
        spans = next(spans for other, _, spans in kept if other == key)
        meant = {n.value for n in mentions for s in spans if _meet(s, (n.start, n.end))}
        note = f"found {found_values[key]!r} for {sorted(filter(None, meant)) or 'nothing'}"
        result.errors.append(_error(f"{facet} wrong", text, spans[0], note))
    for key in sorted(gold_values.keys() - found_values.keys()):
        mark = next(n for n in mentions if n.value and folded(n.value, label) == key)
        result.errors.append(
            _error(f"{facet} missed", text, (mark.start, mark.end), f"gold {mark.value!r}")
        )
    _b_cubed(
        {(n.start, n.end): n.value for n in mentions if n.value},
        [spans for _, _, spans in kept],
        result.scores[f"{facet} B-cubed"],
    )


def _by_own_names(
    mentions: list[GoldName],
    text: GoldText,
    gold_values: dict[str, str | None],
    found_values: dict[str, str],
) -> int:
    """How many found values that are no gold value are another name that the text gives the entity."""
    names: dict[str, set[str]] = defaultdict(set)
    for n in mentions:
        if n.value and (key := folded(n.value, n.label)) not in found_values:
            names[folded(text.text[n.start : n.end], n.label)].add(key)
    met: set[str] = set()
    for found in sorted(found_values.keys() - gold_values.keys()):
        if left := sorted(names[found] - met):
            met.add(left[0])
    return len(met)


def _b_cubed(
    gold: dict[tuple[int, int], str], found: list[list[tuple[int, int]]], score: Score
) -> None:
    """Add the B-cubed shares: mentions of both sides are the same when they overlap."""
    chains: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for span, value in gold.items():
        chains[value].add(span)
    score.gold += len(gold)
    score.right_gold = score.right_gold or 0.0
    for spans in found:
        met = Counter[str]()
        matched = []
        for span in spans:
            hit = next((g for g in gold if _meet(g, span)), None)
            score.found += 1
            if hit is not None:
                matched.append(hit)
                met[gold[hit]] += 1
        for hit in matched:
            score.right += met[gold[hit]] / len(spans)
            score.right_gold += min(1.0, met[gold[hit]] / len(chains[gold[hit]]))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _error(kind: str, text: GoldText, span: tuple[int, int], note: str) -> str:
    start, end = span
    left, right = text.text[max(0, start - 110) : start], text.text[end : end + 90]
    sentence = " ".join(f"{left}[{text.text[start:end]}]{right}".split())
    return f"{kind}\t{text.id}\t{note}\t{sentence}"


_GUM_LABELS = {"person": "PERSON", "organization": "ORG", "place": "LOC"}


def gum_texts(archive: Path) -> Iterator[GoldText]:
    """GUM news: named mentions (headed by a proper noun) of people and organisations, by coreference chain."""
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda m: m.name):
            if member.name.endswith(".conllu"):
                source = files.extractfile(member)
                assert source is not None
                yield _gum_text(Path(member.name).stem, source.read().decode("utf-8"))


def _gum_text(name: str, conllu: str) -> GoldText:
    text, skip_until = "", 0
    open_spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    words: list[tuple[int, int, str, str]] = []
    mentions: list[tuple[str, str, list[tuple[int, int, str, str]], str]] = []
    for line in conllu.splitlines():
        if line.strip() == "# newpar" or line.startswith("# newpar id"):
            text = f"{text.rstrip()}\n\n" if text else ""
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if "-" in cells[0]:
            _, last = cells[0].split("-")
            start = len(text)
            text += cells[1] + ("" if "SpaceAfter=No" in cells[9] else " ")
            skip_until = int(last)
            parts = (start, start)
            contraction = (cells[1], start)
            continue
        number = int(cells[0].split(".")[0])
        if number <= skip_until:
            inside = contraction[0].find(cells[1], parts[1] - contraction[1])
            begin = contraction[1] + max(0, inside)
            parts = (begin, begin + len(cells[1]))
            start, end = parts
            if number == skip_until:
                skip_until = 0
        else:
            start, end = len(text), len(text) + len(cells[1])
            text += cells[1] + ("" if "SpaceAfter=No" in cells[9] else " ")
        words.append((start, end, cells[1], cells[4]))
        index = len(words) - 1
        entity = re.search(r"(?:^|\|)Entity=([^|]*)", cells[9])
        for piece in re.findall(r"\([^()]*\)?|[^()]+\)", entity[1] if entity else ""):
            inner = piece.strip("()")
            fields = inner.split("-")
            if piece.startswith("("):
                kind = fields[1] if len(fields) > 1 else ""
                minspan = fields[4] if len(fields) > 4 else "1"
                if piece.endswith(")"):
                    mentions.append((fields[0], kind, words[index : index + 1], minspan))
                else:
                    open_spans[fields[0]].append((index, 0, f"{kind}\t{minspan}"))
            elif open_spans[fields[0]]:
                begin, _, about = open_spans[fields[0]].pop()
                kind, minspan = about.split("\t")
                mentions.append((fields[0], kind, words[begin : index + 1], minspan))
    return GoldText(name, text.rstrip(), 0, tuple(_named(mentions)))


def _named(
    mentions: list[tuple[str, str, list[tuple[int, int, str, str]], str]],
) -> Iterator[GoldName]:
    """The proper name within each mention of a person or organisation, if it has one at its head."""
    taken: list[tuple[int, int]] = []
    for chain, kind, span, minspan in sorted(mentions, key=lambda m: (len(m[2]), m[2][0][0])):
        label = _GUM_LABELS.get(kind)
        if label is None or not span:
            continue
        head = int(minspan.split(",")[0]) - 1 if minspan[:1].isdigit() else 0
        if head >= len(span) or not span[head][3].startswith("NNP"):
            continue
        first = last = head
        while first > 0 and span[first - 1][3].startswith("NNP"):
            first -= 1
        while last + 1 < len(span):
            if span[last + 1][3].startswith("NNP"):
                last += 1
            elif label == "ORG" and (step := _joined(span, last)):
                last += step
            else:
                break
        place = (span[first][0], span[last][1])
        if any(_meet(place, t) for t in taken):
            continue
        taken.append(place)
        yield GoldName(*place, label, chain)


def _joined(span: list[tuple[int, int, str, str]], last: int) -> int:
    """How many words on the name goes: "University | of Indiana", "Church | of the Nazarene"."""
    words = [word for _, _, word, _ in span[last + 1 :]]
    for step, links in ((2, ("of", "for", "and", "&")), (3, ("of the", "for the", "and the"))):
        if " ".join(words[: step - 1]) in links and len(words) >= step:
            return step if span[last + step][3].startswith("NNP") else 0
    return 0


def speed(
    texts: list[GoldText], knowledge: Knowledge, make_doc: Callable[[GoldText], Doc]
) -> float:
    """Words a second of ``resolve_names`` alone, the documents made before."""
    docs = [make_doc(text) for text in texts]
    start = time.perf_counter()
    for doc in docs:
        resolve_names(doc, knowledge, about=())
    return sum(len(t.text.split()) for t in texts) / (time.perf_counter() - start)


def kinds_by_name(knowledge: Knowledge) -> dict[str, int]:
    """How many known institutions' kinds their names alone tell: right, wrong, or nothing ("other")."""
    known = {k.name: k for found in knowledge.institutions.values() for k in found}
    counts: Counter[str] = Counter()
    for entry in known.values():
        kind = kind_of(institution_key(entry.name).lower())
        counts["right" if kind == entry.kind else "other" if kind == "other" else "wrong"] += 1
    return dict(counts)


def corpus(part: str) -> list[GoldArticle]:
    """The articles of a part; a file that does not follow the guidelines is named and left out."""
    articles: list[GoldArticle] = []
    for path in sorted(CORPUS.glob("*.txt")):
        try:
            articles += read_corpus([path])
        except CorpusError as error:
            print(f"left out: {error}")
    return [a for a in articles if part == "all" or a.is_test == (part == "test")]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument("--part", choices=["test", "dev", "all"], default="test")
    parser.add_argument("--no-recogniser", action="store_true")
    options = parser.parse_args()
    knowledge, geography = load_knowledge(), load_geography()
    blank = spacy.blank("en")
    blank.max_length = 10_000_000
    makers = {"gold mentions": gold_doc(blank)}
    if not options.no_recogniser:
        from indexer.enrich.recognise import load_pipeline

        nlp = load_pipeline()
        makers["recogniser"] = lambda text: nlp(text.text)
    sets = {f"corpus {options.part}": list(corpus_texts(corpus(options.part)))}
    if options.data and (archive := Path(options.data) / "names" / "gum_news.tar.xz").exists():
        sets["GUM news"] = list(gum_texts(archive))
    ERRORS.mkdir(exist_ok=True)
    report: dict[str, dict[str, object]] = {}
    print(f"{'set':28} {'measure':22} {'precision':>9} {'recall':>7} {'F1':>7} {'gold':>6}")
    for set_name, texts in sets.items():
        for maker_name, make in makers.items():
            name = f"{set_name}, {maker_name}"
            result = measure(texts, knowledge, geography, make)
            report[name] = {}
            for label, score in result.scores.items():
                if set_name.startswith("GUM") and "B-cubed" not in label:
                    continue
                f = score.figures()
                report[name][label] = f
                print(
                    f"{name:28} {label:22} {f['precision']:9.3f} {f['recall']:7.3f} {f['f1']:7.3f} {f['gold']:6}"
                )
            file = ERRORS / f"names-{re.sub(r'[^a-z]+', '-', name.lower()).strip('-')}.tsv"
            file.write_text("\n".join(sorted(result.errors)) + "\n", encoding="utf-8")
    report["speed"] = {
        "words_per_second": round(
            speed(next(iter(sets.values())), knowledge, makers["gold mentions"])
        )
    }
    print(f"resolve_names alone: {report['speed']['words_per_second']:,} words/s")
    report["kinds by name"] = dict(kinds_by_name(knowledge))
    print(f"kinds of known institutions by their names alone: {report['kinds by name']}")
    (ERRORS / f"names-{options.part}.json").write_text(
        json.dumps(report, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
