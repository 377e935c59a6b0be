"""arXiv: one entry of an Atom feed for each paper."""

from collections.abc import Iterator
from urllib.parse import quote
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work, bounded, work_id
from sigbot.registries.errors import RegistryError
from sigbot.registries.fetching import Answer
from sigbot.registries.values import number, text_of

ACCEPT = "application/atom+xml"
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


def url_for(base: str, work: str, _contact: str) -> str:
    name = quote(work.removeprefix("arxiv:"), safe="/")
    return f"{base}/api/query?id_list={name}&max_results=1"


def read(answer: Answer, work: str) -> Work | None:
    """Return the paper that was asked for; None if the feed has no such entry.

    Raises RegistryError for what is no feed, or is about another paper.
    """
    feed = _parsed(text_of(answer, Registry.ARXIV))
    entry = feed.find(f"{_ATOM}entry")
    address = _text(entry, f"{_ATOM}id") if entry is not None else ""
    if entry is None or "/api/errors" in address:
        return None
    if work_id(address) != work:
        raise RegistryError(Registry.ARXIV, "an answer about another work")
    name = work.removeprefix("arxiv:")
    return bounded(
        Work(
            work,
            _text(entry, f"{_ATOM}title"),
            tuple(_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")),
            _text(entry, f"{_ARXIV}journal_ref") or "arXiv",
            number(_text(entry, f"{_ATOM}published")[:4]),
            f"https://arxiv.org/abs/{name}",
            open_copy=f"https://arxiv.org/pdf/{name}",
            articles=tuple(_articles(entry)),
        )
    )


def _articles(entry: Element) -> Iterator[str]:
    """Yield the published article that the authors name by its DOI."""
    doi = _text(entry, f"{_ARXIV}doi")
    article = work_id(f"doi:{doi}") if doi else None
    if article is not None and article.startswith("doi:"):
        yield article


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _parsed(document: str) -> Element:
    """Return the root of an XML document. Raises RegistryError.

    A document that declares a type is refused before its entities are: they may refer to each other
    without an end, or to files.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.StartElementHandler = lambda name, fields: builder.start(_tag(name), fields)
    parser.EndElementHandler = lambda name: builder.end(_tag(name))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(document, True)  # noqa: FBT003  (the last part)
        return builder.close()
    except (expat.ExpatError, AssertionError):
        raise RegistryError(Registry.ARXIV, "no XML") from None


def _tag(name: str) -> str:
    """Return a name as ElementTree writes it: with its namespace in braces."""
    return f"{{{name}" if "}" in name else name


def _refuse_type(*_: object) -> None:
    raise RegistryError(Registry.ARXIV, "XML with a document type")
