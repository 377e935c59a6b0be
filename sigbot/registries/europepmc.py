"""Europe PMC: joins DOI, PubMed and PubMed Central ids, and knows open copies."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work, bounded, work_id
from sigbot.registries.fetching import Answer
from sigbot.registries.values import document_of, mapping, mappings, number, text, texts

ACCEPT = "application/json"
_RETRACTED = {"retracted publication", "retracted article"}


def url_for(base: str, work: str, _contact: str) -> str:
    query = quote(_query(work), safe="")
    return f"{base}/search?query={query}&format=json&resultType=core&pageSize=5"


def _query(work: str) -> str:
    kind, _, name = work.partition(":")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    fields = {"doi": f'DOI:"{escaped}"', "pmid": f"EXT_ID:{name} AND SRC:MED"}
    return fields.get(kind, f"PMCID:{name}")


def read(answer: Answer, work: str) -> Work | None:
    """Return the work that was asked for; records of other works are passed over.

    Raises RegistryError.
    """
    results = mapping(document_of(answer, Registry.EUROPEPMC).get("resultList"))
    for record in mappings(results.get("result")):
        ids = list(_ids(record))
        if work in ids:
            return _work(record, work, tuple(other for other in ids if other != work))
    return None


def _work(record: Mapping[str, object], work: str, same: tuple[str, ...]) -> Work:
    types = texts(mapping(record.get("pubTypeList")).get("pubType"))
    return bounded(
        Work(
            work,
            text(record.get("title")).removesuffix("."),
            tuple(_authors(record)),
            _venue(record),
            number(record.get("pubYear")),
            f"https://europepmc.org/article/{text(record.get('source'))}/{text(record.get('id'))}",
            text(record.get("license")),
            _open_copy(record),
            is_retracted=any(kind.lower() in _RETRACTED for kind in types),
            same=same,
            preprints=tuple(_related(record, "preprint in")),
            articles=tuple(_related(record, "preprint of")),
        )
    )


def _ids(record: Mapping[str, object]) -> Iterator[str]:
    fields = (("doi:", "doi"), ("PMID:", "pmid"), ("", "pmcid"))
    for prefix, field in fields:
        name = text(record.get(field))
        work = work_id(prefix + name) if name else None
        if work:
            yield work


def _authors(record: Mapping[str, object]) -> Iterator[str]:
    for author in mappings(mapping(record.get("authorList")).get("author")):
        first, last = text(author.get("firstName")), text(author.get("lastName"))
        full = text(author.get("collectiveName")) or text(author.get("fullName"))
        yield f"{first} {last}" if first and last else full


def _venue(record: Mapping[str, object]) -> str:
    journal = mapping(mapping(record.get("journalInfo")).get("journal"))
    keeper = mapping(record.get("bookOrReportDetails"))
    return text(journal.get("title")) or text(keeper.get("publisher"))


def _open_copy(record: Mapping[str, object]) -> str:
    """Return where anybody can read the work: a page first, else a file."""
    copies = [
        copy
        for copy in mappings(mapping(record.get("fullTextUrlList")).get("fullTextUrl"))
        if text(copy.get("availabilityCode")) in {"OA", "F"}
    ]
    copies.sort(key=lambda copy: text(copy.get("documentStyle")) != "html")
    return text(copies[0].get("url")) if copies else ""


def _related(record: Mapping[str, object], kind: str) -> Iterator[str]:
    """Yield the works of one relation that are named by an id of PubMed or a DOI."""
    corrections = mapping(record.get("commentCorrectionList"))
    for related in mappings(corrections.get("commentCorrection")):
        if text(related.get("type")).lower() == kind:
            prefix = "PMID:" if text(related.get("source")) == "MED" else "doi:"
            work = work_id(prefix + text(related.get("id")))
            if work:
                yield work
