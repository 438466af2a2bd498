"""A kept line is the line that the engine would set."""
import pytest

from masterplan.book import content, fragment, html, lines, pdf, typeset


@pytest.fixture
def jobs(of_every_kind) -> list[typeset.Job]:
    return [pdf.job(unit, pdf.Way()) for unit in html.units(content.collect(of_every_kind))]


@pytest.fixture
def kept():
    lines.remember()
    yield lines
    lines.forget()


def cut(job: typeset.Job) -> fragment.Fragment:
    return fragment.cut(typeset.lay_out(job), typeset.STAMP_FACES)[0]


def test_pages_from_kept_lines_are_the_same_to_the_byte(jobs, kept):
    warm = [cut(job) for job in jobs + jobs][len(jobs):]
    kept.forget()
    assert warm == [cut(job) for job in jobs]


def test_lines_of_another_width_are_others(kept):
    job = typeset.Job("<html lang=id><body>", (("a", "<p style='width: 60mm'>" + "kata demi kata " * 9, "", ""),), "", "", {})
    wide = typeset.Job(job.before, (("a", job.parts[0][1].replace("60mm", "90mm"), "", ""),), "", "", {})
    assert cut(job) != cut(wide)
    assert cut(job) == cut(job)
