"""One page is one item of the journal, however its link is spelled."""

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import MOST_TAGS, TAG_LIMIT
from sigbot.domain.journal import JournalItem, read_tags
from sigbot.domain.links import check_link, find_link, normalize_link, title_of, without_tracking
from sigbot.domain.refusals import (
    RefusedError,
    TooLongError,
    TooManyError,
    UnreadableLinkError,
    UserInLinkError,
)
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
    ("spellings", "normal"),
    [
        (
            [
                "https://example.org/a/b",
                "http://www.example.org/a/b/",
                "HTTPS://WWW.EXAMPLE.ORG:443/a/b",
                "https://example.org/a/b?utm_source=x&fbclid=y",
                "https://example.org/a/b#part",
                "https://user:secret@example.org/a/b",
                "https://example.org/a%2Fb",
            ],
            "example.org/a/b",
        ),
        (
            [
                "https://doi.org/10.1000/ABC",
                "http://dx.doi.org/10.1000/abc",
                "https://www.doi.org/10.1000/aBc?x=y",
            ],
            "doi.org/10.1000/abc",
        ),
        (
            [
                "https://arxiv.org/abs/2101.00001",
                "http://www.arxiv.org/abs/2101.00001v3",
                "https://arxiv.org/pdf/2101.00001v2.pdf",
                "https://export.arxiv.org/pdf/2101.00001",
            ],
            "arxiv.org/abs/2101.00001",
        ),
        (["https://example.org/?b=2&a=1", "https://example.org?a=1&b=2"], "example.org?a=1&b=2"),
        (["https://example.org:8080/"], "example.org:8080"),
        (["https://example.org/%C3%BC", "https://example.org/ü"], "example.org/%C3%BC"),
    ],
)
def test_every_spelling_of_a_page_is_the_same_page(spellings: list[str], normal: str) -> None:
    assert {normalize_link(link) for link in spellings} == {normal}


@thorough
@given(anything_like_a_link)
def test_a_link_that_was_accepted_is_normalized_without_an_error(text: str) -> None:
    link = accepted(text)
    if link is not None:
        assert normalize_link(link)
        assert title_of(link).strip()


@thorough
@given(links)
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    link = accepted(text)
    if link is not None:
        normal = normalize_link(link)
        assert normalize_link(f"https://{normal}") == normal


@quick
@given(links)
def test_a_normalized_link_is_still_a_link(text: str) -> None:
    link = accepted(text)
    if link is not None:
        host = urlsplit(f"https://{normalize_link(link)}").hostname or ""
        assert (urlsplit(link).hostname or "").endswith(host)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.www.example.org/",
        "https://arxiv.org/abs/2101.00001v2v3",
        "https://[::ffff:1.2.3.4]/",
    ],
)
def test_normalizing_an_odd_link_twice_is_normalizing_it_once(link: str) -> None:
    normal = normalize_link(check_link(link))
    assert normalize_link(f"https://{normal}") == normal


def test_two_pages_told_apart_by_a_bare_number_stay_two() -> None:
    assert normalize_link("https://example.org/?123") != normalize_link("https://example.org/?124")


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


def test_another_host_that_ends_like_arxiv_is_another_host() -> None:
    assert normalize_link("https://notarxiv.org/abs/1") != normalize_link("https://arxiv.org/abs/1")


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


def test_tags_are_lower_case_and_each_once() -> None:
    assert read_tags(" #NFT, defi  nft\tDeFi,#,, provider ") == ("nft", "defi", "provider")
    assert read_tags("") == ()


def test_too_many_or_too_long_tags_are_refused() -> None:
    assert len(read_tags(" ".join(f"t{n}" for n in range(MOST_TAGS)))) == MOST_TAGS
    with pytest.raises(TooManyError):
        read_tags(" ".join(f"t{n}" for n in range(MOST_TAGS + 1)))
    with pytest.raises(TooLongError):
        read_tags("x" * (TAG_LIMIT + 1))


@quick
@given(typed)
def test_tags_are_unique_words_within_their_limits(text: str) -> None:
    with suppress(TooManyError, TooLongError):
        tags = read_tags(text)
        assert len(set(tags)) == len(tags) <= MOST_TAGS
        assert all(tag and len(tag) <= TAG_LIMIT and not tag.startswith("#") for tag in tags)
        assert all(not set(tag) & set(", \n\t") for tag in tags)


def test_a_tag_cannot_leave_the_code_span_that_shows_it() -> None:
    assert all("`" not in tag for tag in read_tags("`**loud**`"))


def test_an_item_has_a_short_stable_key() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assert JournalItem(7, "https://example.org", "A paper", "", (), "Ada", at).key == "j7"


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
    assert normalize_link(link) == normalize_link(without)
