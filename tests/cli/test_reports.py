"""`sigbot report` writes the bytes of `/report`, without Discord."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sigbot.cli.app import app
from sigbot.config import SettingError, Settings
from sigbot.documents.reports import can_write_pdf, pdf, report_document
from sigbot.domain.community import Actor
from sigbot.domain.report_data import ReportFormat
from sigbot.runtime.run import opened_database
from sigbot.services.activity import add_activity
from sigbot.services.community import Setup, set_up
from sigbot.services.report_drafts import CompiledReport
from sigbot.services.reports import compile_period
from sigbot.services.startup import prepare
from sigbot.wording.reports import NO_PDF

OLGA = Actor(10, 1, "Olga", manages_guild=True)
NOW = datetime(2021, 7, 14, 12, tzinfo=UTC)


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CompiledReport:
    """A community in a database file of the working folder, and its report as Olga gets it now: it
    says when the next release comes."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'sig.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)

    async def prepared() -> CompiledReport:
        async with opened_database(Settings(database_url=url)) as db:
            await prepare(db)
            await set_up(db, OLGA, Setup(name="Health", timezone="UTC"), "Server", 5, NOW)
            await add_activity(db, OLGA, "A talk", None, "2021-02-01", None, NOW)
            return await compile_period(db, OLGA, "H1 2021", datetime.now(UTC))

    return asyncio.run(prepared())


def report(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", "H1 2021", *arguments])


@pytest.mark.parametrize("format_", ReportFormat)
def test_it_writes_the_bytes_that_discord_gets(
    compiled: CompiledReport, tmp_path: Path, format_: ReportFormat
) -> None:
    if format_ == ReportFormat.PDF and not can_write_pdf():
        pytest.skip("the extra `pdf` is not installed")
    result = report("--format", format_, "--folder", "new")
    ending = "xhtml" if format_ == ReportFormat.CONFLUENCE else format_
    name = f"new/report-H1-2021.{ending}"
    assert (result.exit_code, result.output) == (0, f"{name}\n")
    for_nobody = compiled.data.copy()
    for_nobody["authors"] = []
    assert (tmp_path / name).read_bytes() == report_document(for_nobody, format_)


@pytest.mark.usefixtures("compiled")
def test_it_writes_in_a_template(tmp_path: Path) -> None:
    result = report("--template", "toc", "--output", "out.md")
    assert result.exit_code == 0
    assert "## Questions/Issues for the TOC" in (tmp_path / "out.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("compiled")
def test_it_writes_into_a_named_file(tmp_path: Path) -> None:
    result = report("--output", "out.md", "--guild", "10")
    assert (result.exit_code, result.output) == (0, "out.md\n")
    assert (tmp_path / "out.md").read_text(encoding="utf-8").startswith("# Health: Mid-Year 2021")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--template", "docx"), "--template has to be one of: foundation, sig, toc"),
        (("--format", "docx"), "--format has to be one of: md, html, pdf, json, confluence"),
        (("--output", "."), "--output cannot be written"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(arguments: tuple[str, ...], says: str) -> None:
    result = report(*arguments)
    assert result.exit_code == 2
    assert says in result.output
    assert result.output.count("\n") == 1


@pytest.mark.usefixtures("compiled")
def test_another_server_is_refused() -> None:
    result = report("--guild", "11")
    assert isinstance(result.exception, SettingError)
    assert str(result.exception).startswith("--guild has to be the number of a server")


@pytest.mark.usefixtures("compiled")
def test_an_unusable_period_is_refused_with_the_sentence_of_discord() -> None:
    result = CliRunner().invoke(app, ["report", "some day"])
    assert result.exit_code == 2
    assert result.output.startswith("PERIOD I could not read “some day” as a period.")


@pytest.mark.usefixtures("compiled")
def test_without_the_extra_a_pdf_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "EXTRA", ("no-such-package-of-fonts",))
    result = report("--format", "pdf")
    assert result.exit_code == 2
    assert result.output == f"--format {NO_PDF}\n"


@pytest.mark.usefixtures("compiled")
def test_a_period_that_cannot_be_is_refused_in_every_format(tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    for format_ in ReportFormat:
        for period in ("2031", "2016-01-01..2021-12-31"):
            result = CliRunner().invoke(app, ["report", period, "--format", format_])
            assert (result.exit_code, result.output.count("\n")) == (2, 1)
            assert result.output.startswith("PERIOD ")
    assert sorted(tmp_path.iterdir()) == before
