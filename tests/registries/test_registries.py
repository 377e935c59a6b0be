"""What registries answer becomes a work, and whatever else they do is borne."""

import asyncio
import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work
from sigbot.registries import (
    Registries,
    RegistryBusyError,
    RegistryError,
    SinglePace,
    fetching,
    open_registries,
    pace,
)
from sigbot.registries.errors import RedirectedError
from sigbot.registries.requests import hosts_of
from tests.registries.server import (
    LocalRegistry,
    Reply,
    answer,
    local_registry,
    packed,
    sent_on,
)

DOI = "doi:10.5555/example.2020.1"
PREPRINT = "doi:10.1101/2019.12.01.000001"
PAPER = "arxiv:1912.04977"
CROSSREF_PATH = "/works/10.5555%2Fexample.2020.1"
DOI_PATH = "/10.5555/example.2020.1"


class Noted:
    """A pace that lets everything pass, and notes what it was asked."""

    def __init__(self) -> None:
        self.turns: list[Registry] = []
        self.rests: list[tuple[Registry, float]] = []

    async def turn(self, registry: Registry) -> None:
        self.turns.append(registry)

    async def cool_down(self, registry: Registry, seconds: float) -> None:
        self.rests.append((registry, seconds))


@pytest.fixture
async def server() -> AsyncIterator[LocalRegistry]:
    async with local_registry() as registry:
        yield registry


@pytest.fixture
def noted() -> Noted:
    return Noted()


@asynccontextmanager
async def asking(
    base: str, noted: Noted, contact: str = "", **bases: str
) -> AsyncIterator[Registries]:
    """All registries at one address, but for those of `bases`."""
    addresses = dict.fromkeys(Registry, base) | {Registry(k): v for k, v in bases.items()}
    async with open_registries(noted, addresses, contact) as registries:
        yield registries


async def told(server: LocalRegistry, noted: Noted, registry: Registry, work: str) -> Work | None:
    async with asking(server.base, noted) as registries:
        return await registries.ask(registry, work)


def article(**fields: object) -> bytes:
    """An answer of Crossref about DOI, with these fields."""
    return json.dumps({"message": {"DOI": "10.5555/example.2020.1", **fields}}).encode()


# What is read


async def test_crossref_tells_title_people_licence_retraction_and_preprint(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies[CROSSREF_PATH] = answer("crossref_article.json")
    assert await told(server, noted, Registry.CROSSREF, DOI) == Work(
        DOI,
        "Sharing n-of-1 trials: é, P<0.05 and 2",
        ("Ana María Núñez", "Ludwig van Beethoven Jr.", "The Example Consortium"),
        "Journal of Examples",
        2020,
        "https://journal.example.org/articles/1",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://doi.org/10.5555/example.2020.1",
        is_retracted=True,
        preprints=(PREPRINT,),
    )
    assert noted.turns == [Registry.CROSSREF]


async def test_a_preprint_knows_its_article_and_its_server(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies["/works/10.1101%2F2019.12.01.000001"] = answer("crossref_preprint.json")
    work = await told(server, noted, Registry.CROSSREF, PREPRINT)
    assert work is not None
    assert (work.venue, work.year, work.articles, work.same) == ("bioRxiv", 2019, (DOI,), ())
    assert (work.licence, work.open_copy, work.is_retracted) == ("", "", False)


async def test_content_negotiation_tells_of_data_sets_too(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies["/10.5281/zenodo.1234567"] = answer("csl_dataset.json")
    work = await told(server, noted, Registry.DOI, "doi:10.5281/zenodo.1234567")
    assert work == Work(
        "doi:10.5281/zenodo.1234567",
        "会議のデータ",
        ("Ben Ito", "例のグループ"),
        "Zenodo",
        2021,
        "https://doi.org/10.5281/zenodo.1234567",
        "Creative Commons Attribution 4.0 International",
    )
    assert server.asked[0].headers["Accept"] == "application/vnd.citationstyles.csl+json"


async def test_a_short_doi_becomes_another_id_of_its_work(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies["/10/aabbe"] = answer("csl_dataset.json")
    work = await told(server, noted, Registry.DOI, "doi:10/aabbe")
    assert work is not None
    assert (work.id, work.same) == ("doi:10.5281/zenodo.1234567", ("doi:10/aabbe",))


async def test_arxiv_tells_its_paper_and_the_published_article(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies["/api/query"] = answer("arxiv.xml")
    assert await told(server, noted, Registry.ARXIV, PAPER) == Work(
        PAPER,
        "Advances in examples and open problems",
        ("Peter Example", "H. Brendan Beispiel"),
        "Examples and Trends, Vol 4, Issue 1, 2021",
        2019,
        "https://arxiv.org/abs/1912.04977",
        open_copy="https://arxiv.org/pdf/1912.04977",
        articles=("doi:10.1561/2200000083",),
    )
    assert server.asked[0].raw_path == "/api/query?id_list=1912.04977&max_results=1"


async def test_europe_pmc_joins_the_ids_of_a_work(server: LocalRegistry, noted: Noted) -> None:
    server.replies["/search"] = answer("europepmc.json")
    for work, others in (
        (DOI, ("pmid:12082125", "pmcid:PMC117123")),
        ("pmid:12082125", (DOI, "pmcid:PMC117123")),
        ("pmcid:PMC117123", (DOI, "pmid:12082125")),
    ):
        assert await told(server, noted, Registry.EUROPEPMC, work) == Work(
            work,
            "Sharing n-of-1 trials",
            ("Ana María Núñez", "The Example Consortium", "Ito B"),
            "Journal of Examples",
            2020,
            "https://europepmc.org/article/MED/12082125",
            "cc by",
            "https://europepmc.org/articles/PMC117123",
            is_retracted=True,
            same=others,
        )
    assert [request.query["query"] for request in server.asked] == [
        'DOI:"10.5555/example.2020.1"',
        "EXT_ID:12082125 AND SRC:MED",
        "PMCID:PMC117123",
    ]


async def test_europe_pmc_leads_from_a_preprint_to_its_article(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies["/search"] = answer("europepmc_preprint.json")
    work = await told(server, noted, Registry.EUROPEPMC, PREPRINT)
    assert work is not None
    assert (work.articles, work.preprints, work.venue) == (("pmid:12082125",), (), "bioRxiv")


@pytest.mark.parametrize("registry", Registry)
async def test_a_work_that_a_registry_does_not_know_is_none(
    server: LocalRegistry, noted: Noted, registry: Registry
) -> None:
    work = PAPER if registry is Registry.ARXIV else DOI
    assert await told(server, noted, registry, work) is None
    server.replies["/api/query"] = answer("arxiv_none.xml")
    server.replies["/search"] = Reply(b'{"resultList": {"result": []}}')
    server.replies[DOI_PATH] = Reply(status=406)
    assert await told(server, noted, registry, work) is None


# Who is asked, and how


async def test_registries_that_are_turned_off_are_not_asked(noted: Noted) -> None:
    async with asking("http://127.0.0.1:1", noted) as registries:
        assert registries.turned_on == {*Registry}
    async with asking("", noted, crossref="http://127.0.0.1:1") as registries:
        assert registries.turned_on == {Registry.CROSSREF}


async def test_registries_are_told_who_asks(server: LocalRegistry, noted: Noted) -> None:
    async with asking(server.base, noted, "ann@example.org") as registries:
        for registry in (Registry.CROSSREF, Registry.DOI):
            await registries.ask(registry, DOI)
    assert server.asked[0].query["mailto"] == "ann@example.org"
    agents = {request.headers["User-Agent"] for request in server.asked}
    assert len(agents) == 1
    assert agents.pop().endswith(" (mailto:ann@example.org)")


async def test_a_doi_with_odd_signs_is_asked_for_as_it_is(
    server: LocalRegistry, noted: Noted
) -> None:
    odd = 'doi:10.1002/(sici)1521(1998)46:4/5<493::aid>3.0.co;2-p?#"é'
    for registry in (Registry.DOI, Registry.CROSSREF, Registry.EUROPEPMC):
        assert await told(server, noted, registry, odd) is None
    doi, crossref, europe = server.asked
    assert doi.path == f"/{odd.removeprefix('doi:')}"
    assert crossref.path == f"/works/{odd.removeprefix('doi:')}"
    escaped = odd.removeprefix("doi:").replace('"', '\\"')
    assert europe.query["query"] == f'DOI:"{escaped}"'


async def test_the_pace_of_one_process_keeps_its_distances(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(pace.INTERVALS, Registry.ARXIV, 0.05)
    single, clock = SinglePace(), asyncio.get_running_loop().time
    begun = clock()
    await asyncio.gather(*(single.turn(Registry.ARXIV) for _ in range(3)))
    assert clock() - begun >= 0.1
    await single.cool_down(Registry.CROSSREF, 0.1)
    begun = clock()
    await single.turn(Registry.DOI)
    await single.turn(Registry.CROSSREF)
    assert clock() - begun >= 0.09


def test_arxiv_is_asked_once_in_three_seconds() -> None:
    assert pace.INTERVALS[Registry.ARXIV] == 3


# Where an answer may come from


async def test_a_doi_is_followed_to_its_agency_at_that_agency_s_pace(
    server: LocalRegistry, noted: Noted
) -> None:
    async with local_registry() as agency:
        agency.replies["/v1/works/x/transform"] = Reply(
            json.dumps({"DOI": "10.5555/example.2020.1", "title": "A title"}).encode()
        )
        server.replies[DOI_PATH] = sent_on(f"{agency.base}/v1/works/x/transform")
        async with asking(server.base, noted, crossref=agency.base) as registries:
            work = await registries.ask(Registry.DOI, DOI)
            assert work is not None
            assert work.title == "A title"
            assert noted.turns == [Registry.DOI, Registry.CROSSREF]
        async with asking(server.base, noted, crossref="") as registries:
            assert await registries.ask(Registry.DOI, DOI) is None
        assert len(agency.asked) == 1


def test_doi_org_may_lead_to_agencies_but_to_none_that_is_turned_off() -> None:
    bases = dict.fromkeys(Registry, "https://registry.test")
    crossref, datacite = ("https", "api.crossref.org", 443), ("https", "api.datacite.org", 443)
    hosts = hosts_of(Registry.DOI, bases)
    assert (hosts[crossref], hosts[datacite]) == (Registry.CROSSREF, Registry.DOI)
    hosts = hosts_of(Registry.DOI, bases | {Registry.CROSSREF: ""})
    assert (crossref in hosts, datacite in hosts) == (False, True)
    assert list(hosts_of(Registry.ARXIV, bases)) == [("https", "registry.test", 443)]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/secret",
        "//127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://[::1]:{port}/secret",
        "https://api.crossref.org@127.0.0.1:{port}/secret",
        "http://{host}\\@127.0.0.1:{port}/secret",
        "http://{host}@127.0.0.1:{port}/secret",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:99999/",
        "http://[::1",
    ],
)
async def test_nobody_is_sent_to_a_host_that_is_no_registry(
    server: LocalRegistry, noted: Noted, address: str
) -> None:
    async with local_registry() as secret:
        port = secret.base.rpartition(":")[2]
        host = server.base.removeprefix("http://")
        location = address.format(port=port, host=host)
        server.replies[CROSSREF_PATH] = server.replies[DOI_PATH] = sent_on(location)
        async with asking(server.base, noted) as registries:
            with pytest.raises(RedirectedError):
                await registries.ask(Registry.CROSSREF, DOI)
            assert await registries.ask(Registry.DOI, DOI) is None
        assert secret.asked == []


async def test_a_registry_may_send_on_to_itself_but_not_for_ever(
    server: LocalRegistry, noted: Noted
) -> None:
    server.replies[CROSSREF_PATH] = sent_on("/elsewhere", 301)
    server.replies["/elsewhere"] = Reply(article(title=["Moved"]))
    work = await told(server, noted, Registry.CROSSREF, DOI)
    assert work is not None
    assert work.title == "Moved"
    server.replies["/elsewhere"] = sent_on("/elsewhere")
    with pytest.raises(RegistryError, match="sent on too often"):
        await told(server, noted, Registry.CROSSREF, DOI)
    assert len(server.asked) == 2 + 1 + fetching.MOST_REDIRECTS


# What is borne


BOMB = gzip.compress(b"[" * (64 << 20))
BROKEN: Mapping[str, tuple[Reply, str]] = {
    "no JSON": (Reply(b"<html>Sorry</html>"), "no JSON"),
    "empty": (Reply(b""), "no JSON"),
    "a list": (Reply(b"[]"), "no JSON object"),
    "deep": (Reply(b"[" * 500_000), "no JSON"),
    "a long number": (Reply(b'{"a": ' + b"9" * 100_000 + b"}"), "no JSON"),
    "huge": (Reply(b" " * (fetching.MOST_BYTES + 1)), "too large"),
    "bomb": (Reply(BOMB, headers={"Content-Encoding": "gzip"}), "too large"),
    "bomb in a bomb": (packed(BOMB), "not readable as text"),
    "twice packed": (
        Reply(BOMB, headers={"Content-Encoding": "gzip, gzip"}),
        "encoded as gzip, gz",
    ),
    "another packing": (Reply(b"x", headers={"Content-Encoding": "br"}), "encoded as br"),
    "not packed at all": (Reply(b"{}", headers={"Content-Encoding": "gzip"}), "error"),
    "cut short": (
        Reply(gzip.compress(b"{}")[:-4], headers={"Content-Encoding": "gzip"}),
        "complete",
    ),
    "lost": (Reply(article(title="x"), cut_at=10), "Error"),
    "binary": (Reply(b"\xff\xfe\x00\x01"), "not readable as text"),
    "charset lies": (Reply(article(title="é").replace(b"\\u00e9", b"\xe9")), "not readable"),
    "of another work": (Reply(b'{"message": {"DOI": "10.5555/other"}}'), "another work"),
    "failing": (Reply(status=500), "status 500"),
    "forbidden": (Reply(status=403), "status 403"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_cannot_be_used_is_one_error(
    server: LocalRegistry, noted: Noted, name: str
) -> None:
    reply, reason = BROKEN[name]
    server.replies[CROSSREF_PATH] = reply
    with pytest.raises(RegistryError) as error:
        await told(server, noted, Registry.CROSSREF, DOI)
    assert reason.lower() in error.value.reason.lower()


async def test_a_bomb_is_not_unpacked_beyond_the_bound(server: LocalRegistry, noted: Noted) -> None:
    assert len(zlib.decompressobj(31).decompress(BOMB[:20_000])) > 10 * fetching.MOST_BYTES
    server.replies[CROSSREF_PATH] = Reply(BOMB, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    with pytest.raises(RegistryError, match="too large"):
        await told(server, noted, Registry.CROSSREF, DOI)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 * fetching.MOST_BYTES


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (article(title="é"), "application/json; charset=iso-8859-1"),
        ("\ufeff".encode() + article(title="é"), "application/json"),
        (article(title="X").replace(b"X", "é".encode()), "application/json; charset=iso-8859-1"),
        (article(title="X").replace(b"X", b"\xe9"), "application/json; charset=iso-8859-1"),
        (article(title="X").replace(b"X", b"\xe9"), "text/plain; charset=Windows-1252"),
        (article(title="X").replace(b"X", "é".encode()), "application/json; charset=no-such"),
    ],
)
async def test_letters_are_read_whatever_the_header_says(
    server: LocalRegistry, noted: Noted, body: bytes, content_type: str
) -> None:
    server.replies[CROSSREF_PATH] = packed(body, **{"Content-Type": content_type})
    work = await told(server, noted, Registry.CROSSREF, DOI)
    assert work is not None
    assert work.title == "é"


async def test_a_slow_registry_is_not_waited_for(
    server: LocalRegistry, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fetching.PATIENCE_S == 5
    monkeypatch.setattr(fetching, "PATIENCE_S", 0.2)
    server.replies[CROSSREF_PATH] = Reply(article(title="x"), delay_s=30)
    begun = time.monotonic()
    with pytest.raises(RegistryError, match="too slow"):
        await told(server, noted, Registry.CROSSREF, DOI)
    assert time.monotonic() - begun < 3


async def test_several_slow_requests_share_one_patience(
    server: LocalRegistry, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE_S", 0.5)
    first = Reply(status=302, headers={"Location": "/next"}, delay_s=0.35)
    server.replies[CROSSREF_PATH] = first
    server.replies["/next"] = Reply(article(title="x"), delay_s=0.35)
    with pytest.raises(RegistryError, match="too slow"):
        await told(server, noted, Registry.CROSSREF, DOI)


async def test_a_registry_that_is_away_is_an_error(noted: Noted) -> None:
    async with asking("http://127.0.0.1:1", noted) as registries:
        with pytest.raises(RegistryError):
            await registries.ask(Registry.EUROPEPMC, DOI)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "30"}, 30),
        (503, {"Retry-After": "120"}, 120),
        (429, {}, fetching.USUAL_REST_S),
        (429, {"Retry-After": "soon"}, fetching.USUAL_REST_S),
        (429, {"Retry-After": "²"}, fetching.USUAL_REST_S),
        (429, {"Retry-After": "0"}, fetching.SHORTEST_REST_S),
        (429, {"Retry-After": "9" * 9}, fetching.LONGEST_REST_S),
        (
            503,
            {
                "Date": "Mon, 30 Nov 2026 12:00:00 GMT",
                "Retry-After": "Mon, 30 Nov 2026 12:05:00 GMT",
            },
            300,
        ),
    ],
)
async def test_a_busy_registry_is_left_alone_as_long_as_it_asks(
    server: LocalRegistry, noted: Noted, status: int, headers: dict[str, str], seconds: float
) -> None:
    server.replies[CROSSREF_PATH] = Reply(status=status, headers=headers)
    with pytest.raises(RegistryBusyError) as error:
        await told(server, noted, Registry.CROSSREF, DOI)
    assert error.value.seconds == seconds
    assert noted.rests == [(Registry.CROSSREF, seconds)]


BILLION = """<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&c;</title></entry></feed>"""
FILE = """<!DOCTYPE feed [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&f;</title></entry></feed>"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (BILLION, "XML with a document type"),
        (FILE, "XML with a document type"),
        ("<!DOCTYPE html><html></html>", "XML with a document type"),
        ("<feed>&nbsp;</feed>", "no XML"),
        ("<feed><entry>", "no XML"),
        ("", "no XML"),
        ("Sorry", "no XML"),
        ("<a>" * 200_000, "no XML"),
    ],
)
async def test_xml_that_is_no_plain_feed_is_refused(
    server: LocalRegistry, noted: Noted, body: str, reason: str
) -> None:
    server.replies["/api/query"] = Reply(body.encode())
    with pytest.raises(RegistryError, match=reason):
        await told(server, noted, Registry.ARXIV, PAPER)


async def test_a_feed_about_another_paper_is_refused(server: LocalRegistry, noted: Noted) -> None:
    server.replies["/api/query"] = answer("arxiv.xml")
    with pytest.raises(RegistryError, match="another work"):
        await told(server, noted, Registry.ARXIV, "arxiv:1912.04978")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": 7, "author": "x", "license": {}, "relation": [], "published": 1, "resource": []},
        {"title": [None, {}], "author": [1, None, {}], "issued": {"date-parts": [[None]]}},
        {"issued": {"date-parts": "x"}, "updated-by": [1], "relation": {"has-preprint": "x"}},
        {"relation": {"has-preprint": [{"id-type": "doi", "id": "a nice paper"}]}},
        {"issued": {"date-parts": [[True]]}, "institution": [{}], "container-title": None},
    ],
)
async def test_fields_of_another_type_count_as_not_said(
    server: LocalRegistry, noted: Noted, fields: dict[str, object]
) -> None:
    server.replies[CROSSREF_PATH] = Reply(article(**fields))
    url = "https://doi.org/10.5555/example.2020.1"
    assert await told(server, noted, Registry.CROSSREF, DOI) == Work(DOI, abstract_link=url)
