"""What people paste is read as one work, however it is spelled; two works are never one."""

import time
from contextlib import suppress
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LINK_LIMIT
from sigbot.domain.links import (
    LinkReading,
    UnreadableWorkError,
    WorkKind,
    check_link,
    find_link,
    pages,
    read_link,
    title_of,
    without_tracking,
)
from sigbot.domain.refusals import (
    RefusedError,
    TooLongError,
    UnreadableLinkError,
    UserInLinkError,
)
from tests.domain.link_forms import APART, FORMS, REFUSED, lines
from tests.domain.properties import quick, thorough, typed

hosts = st.sampled_from(
    ["example.org", "www.Example.ORG", "doi.org", "arxiv.org", "export.arxiv.org", "a.b", "ä.de"]
)
paths = st.text("abcZ019/%._-~()é+&=:,'!", max_size=20) | st.sampled_from(
    ["10.1000/ABC", "abs/2101.00001v2", "pdf/2101.00001.pdf", "a%2Fb", "%ff", "a%20b/", "%25"]
)
queries = st.text("ab=&%20+;utm_source", max_size=20)
links = st.builds(
    "{}://{}{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    hosts,
    st.sampled_from(["", ":443", ":80", ":8080", ":"]),
    paths,
    queries.map(lambda query: f"?{query}" if query else ""),
    st.sampled_from(["", "#part", "#"]),
)
anything_like_a_link = typed | links | st.builds("https://{}".format, typed)


def accepted(text: str) -> str | None:
    with suppress(RefusedError):
        return check_link(text)
    return None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        " <https://example.org/a?b=c#d> ",
        "HTTP://EXAMPLE.ORG/",
        "https://example.org:8443/x_(y)",
        "https://müller.de/ü",
    ],
)
def test_a_web_link_is_accepted(text: str) -> None:
    assert check_link(text) == text.strip().strip("<>")


@pytest.mark.parametrize(
    "text",
    ["example.org", "zoom.us/j/9?pwd=a", "WWW.Example.org:8443/x", " <meet.google.com/abc> "],
)
def test_a_host_that_was_typed_without_a_scheme_is_a_web_link(text: str) -> None:
    assert check_link(text) == f"https://{text.strip().strip('<>')}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example",
        "localhost:8000/a",
        "10.1371/journal.pmed.0020124",
        "192.168.0.1/a",
        "ann@example.org",
        "example.org@evil.org/a",
        "example.org:x/a",
        "example..org/a",
        "-a.org/b",
        "a.b",
        "the usual.room",
        "example.org/\u202egpj.exe",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost/",
        "https:///path",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/<@1>",
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org\nhttps://example.com",
        "see https://example.org",
        "https://example.org/\u202egpj.exe",
        "https://example.org\u2066.com",
    ],
)
def test_anything_else_is_refused_as_a_link(text: str) -> None:
    with pytest.raises(UnreadableLinkError):
        check_link(text)


def test_a_link_over_its_limit_is_refused() -> None:
    with pytest.raises(TooLongError):
        check_link("https://example.org/" + "x" * 500)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("read https://example.org/a, please", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("[a](https://example.org/a).", "https://example.org/a"),
        ("**https://example.org/a**", "https://example.org/a"),
        ("https://one.org https://two.org", "https://one.org"),
    ],
)
def test_the_first_link_of_a_message_is_found(text: str, link: str) -> None:
    assert find_link(text) == link


def test_a_link_that_ends_with_its_own_bracket_keeps_it() -> None:
    link = "https://en.wikipedia.org/wiki/Ledger_(journal)"
    assert find_link(f"see {link} please") == link


def test_a_message_without_a_link_is_refused() -> None:
    with pytest.raises(UnreadableLinkError):
        find_link("no link here, not even http:/ or www.example.org")


@quick
@given(typed, links, typed)
def test_finding_a_link_in_any_message_finds_one_or_refuses(
    before: str, link: str, after: str
) -> None:
    with suppress(RefusedError):
        found = check_link(find_link(f"{before} {link} {after}"))
        assert found.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org@evil.example/",
        "https://user:secret@example.org/paper",
        "https://@example.org/",
        "https://evil.example\\@example.org/",
        "https://evil.example\\.example.org/",
    ],
)
def test_a_link_that_shows_another_name_before_its_host_is_refused(link: str) -> None:
    with pytest.raises(UserInLinkError):
        check_link(link)


def test_an_at_sign_behind_the_host_is_no_user_name() -> None:
    for link in ("https://mastodon.example/@ana/1", "https://example.org/?mail=a@b.org#@"):
        assert check_link(link) == link


@pytest.mark.parametrize("link", ["http://www./", "http://./"])
def test_a_host_without_a_name_is_refused(link: str) -> None:
    with pytest.raises(UnreadableLinkError):
        check_link(link)


@pytest.mark.parametrize("link", ["https://example.org/a%00b", "https://example.org/a\0b"])
def test_a_title_has_no_control_characters(link: str) -> None:
    try:
        title = title_of(check_link(link))
    except UnreadableLinkError:
        return
    assert "\0" not in title


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("https://www.example.org", "example.org"),
        ("https://example.org/", "example.org"),
        ("https://example.org/a/deep-learning_paper.pdf", "deep learning paper (example.org)"),
        ("https://example.org/a/%C3%BCber-uns/", "über uns (example.org)"),
        ("https://example.org/index.HTML?x=y#z", "index (example.org)"),
    ],
)
def test_a_title_is_the_last_part_of_the_address_and_the_host(link: str, title: str) -> None:
    assert title_of(link) == title


@pytest.mark.parametrize(
    ("link", "without"),
    [
        ("https://e.org/a?utm_source=chat", "https://e.org/a"),
        ("https://e.org/a?b=1&fbclid=x&c=%2F#d", "https://e.org/a?b=1&c=%2F#d"),
        ("https://e.org/a?b&c=", "https://e.org/a?b&c="),
        ("https://e.org", "https://e.org"),
    ],
)
def test_a_link_is_shown_without_what_tells_who_clicked(link: str, without: str) -> None:
    assert without_tracking(link) == without
    assert read_link(link).id == read_link(without).id


# Works


@pytest.mark.parametrize("work", FORMS)
def test_every_form_of_a_work_is_that_work(work: str) -> None:
    assert {form: read_link(form).id for form in lines(FORMS[work])} == dict.fromkeys(
        lines(FORMS[work]), work
    )


def test_there_are_many_forms_and_each_is_of_one_work() -> None:
    forms = [form for text in FORMS.values() for form in lines(text)]
    assert len(forms) == len(set(forms)) > 250


def test_the_addresses_of_a_work_are_read_as_the_work() -> None:
    for text in [*FORMS.values(), APART]:
        for form in lines(text):
            reading = read_link(form)
            assert read_link(reading.url).id == reading.id, form
            assert read_link(reading.link).id == reading.id, form
            assert read_link(reading.url) == reading or reading.link != reading.url, form


def test_what_is_of_different_works_stays_apart() -> None:
    forms = lines(APART)
    assert len({read_link(form).id for form in forms}) == len(forms)


@pytest.mark.parametrize("text", lines(REFUSED))
def test_what_leads_to_no_work_is_refused(text: str) -> None:
    with pytest.raises(UnreadableLinkError):
        read_link(text)


def test_a_text_without_anything_that_names_a_work_has_a_refusal_of_its_own() -> None:
    with pytest.raises(UnreadableWorkError):
        read_link("a nice paper")
    with pytest.raises(UserInLinkError):
        read_link("see https://doi.org@evil.example/10.1000/182")


def test_the_link_to_show_is_what_was_typed_where_anybody_can_open_it() -> None:
    page = "https://www.nature.com/articles/s41586-020-2649-2"
    doi = "https://doi.org/10.1038/s41586-020-2649-2"
    work = LinkReading(WorkKind.DOI, "doi:10.1038/s41586-020-2649-2", doi, page)
    assert read_link(f"Read {page}?utm_source=chat!") == work
    behind_proxy = read_link(
        "https://www-nature-com.ezproxy.example.edu/articles/s41586-020-2649-2"
    )
    assert (behind_proxy.id, behind_proxy.link) == (work.id, doi)
    assert (
        read_link("https://ezproxy.example.edu/login?url=https://e.org/a").link == "https://e.org/a"
    )


def test_a_proxy_leads_only_where_a_link_may_lead() -> None:
    with pytest.raises(UserInLinkError):
        read_link("https://ezproxy.example.edu/login?url=https://doi.org@evil.example/10.1000/182")
    inside = read_link("https://ezproxy.example.edu/login?url=javascript:alert(1)")
    assert inside.kind is WorkKind.URL
    other = read_link("https://www-example-org.ezproxy.example.edu/a")
    assert other.id == "url:www-example-org.ezproxy.example.edu/a"


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1000/" + "x" * 4_000,
        "10.1000/" + "x" * 4_000,
        "doi:10.1000/" + "%25" * 1_300,
        "10.1000/" + "x" * LINK_LIMIT,
    ],
)
def test_what_is_too_long_is_refused_with_its_length(text: str) -> None:
    with pytest.raises(TooLongError):
        read_link(text)


def test_a_doi_has_no_signs_that_turn_texts_around() -> None:
    assert read_link("https://doi.org/10.1000/a%E2%80%AEb").kind is WorkKind.URL
    for text in ("10.1000/a\u202eb", "https://doi.org/10.1000/a\u202eb"):
        with pytest.raises(UnreadableLinkError):
            read_link(text)


def test_a_name_in_another_script_is_shown_as_it_is_asked_for() -> None:
    assert read_link("https://аpple.com/").link == "https://xn--pple-43d.com/"
    assert read_link("https://i❤.ws/a").link == "https://xn--i-7iq.ws/a"


SIGNS = ("/", "1", "-", "/dp/", "pii", "/pii", "v1", "(", "%3C")


def test_no_page_is_read_for_longer_than_20_ms() -> None:
    """With the longest path, of one host for each reader of pages."""
    hosts = {read: host for host, read in {**pages._READERS, **pages._READERS_BELOW}.items()}
    for host in hosts.values():
        links = [
            (f"https://{host}{start}" + sign * LINK_LIMIT)[: LINK_LIMIT - 1] + "!"
            for start in ("/", "/10.1000/x")
            for sign in SIGNS
        ]
        begun = time.process_time()
        for link in links:
            with suppress(RefusedError):
                read_link(link)
        assert time.process_time() - begun < 0.02 * len(links), host


@thorough
@given(anything_like_a_link)
def test_reading_what_was_read_is_the_same_work(text: str) -> None:
    with suppress(RefusedError):
        reading = read_link(text)
        assert reading.id.startswith(f"{reading.kind}:")
        assert read_link(reading.url).id == read_link(reading.link).id == reading.id
        assert title_of(reading.link).strip()


suffixes = st.text("abAB0/.-_()<>:;é%", min_size=1, max_size=12).map("x{0}y".format)
SPELLINGS = (
    "{doi}",
    "doi:{doi}",
    "https://doi.org/{encoded}",
    "http://dx.doi.org/{encoded}",
    "https://onlinelibrary.wiley.com/doi/abs/{encoded}",
    "https://link.springer.com/article/{encoded}?utm_source=x",
)


@thorough
@given(suffixes, suffixes, st.sampled_from(SPELLINGS), st.sampled_from(SPELLINGS))
def test_two_dois_are_one_work_only_if_they_are_equal(
    left: str, right: str, left_spelling: str, right_spelling: str
) -> None:
    """Without the signs at which a DOI ends, and without `%`, which may be an encoding."""
    dois = [f"10.1000/{''.join(s for s in suffix if s not in '()<>%')}" for suffix in (left, right)]
    ids = [
        read_link(spelling.format(doi=doi, encoded=quote(doi, safe=""))).id
        for doi, spelling in zip(dois, (left_spelling, right_spelling), strict=True)
    ]
    same = _ascii_lower(dois[0]) == _ascii_lower(dois[1])
    assert (ids[0] == ids[1]) == same


def _ascii_lower(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


@thorough
@given(links, links)
def test_two_pages_are_one_work_only_if_their_plain_parts_are_equal(left: str, right: str) -> None:
    with suppress(RefusedError):
        readings = [read_link(left), read_link(right)]
        if readings[0].id == readings[1].id:
            hosts = [urlsplit(reading.url).hostname or "" for reading in readings]
            assert hosts[0].removeprefix("www.") == hosts[1].removeprefix("www.")
            paths = [urlsplit(reading.url).path.rstrip("/") for reading in readings]
            assert paths[0] == paths[1]
