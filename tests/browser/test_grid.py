"""The table of all programmes in a real browser: a range from Excel, the keyboard alone, two people, a phone."""
import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from pillars import program_saving, programs
from pillars.models import Program, Section
from tests import factories as make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 200
YEARS = range(2025, 2030)
BIG = {"timeout": 60_000}  # many programmes are saved, on a busy machine


@pytest.fixture
def section(plan, penyusun) -> Section:
    return make.make_section(plan, kind=Section.Kind.PROGRAMS)


def address(section: Section) -> str:
    return f"/rencana/{section.plan.code}/bagian/{section.code}/program/tabel"


@pytest.fixture
def table(page: Page, live_server, section) -> Page:
    """The table of a section with one programme of one indicator."""
    make.write(section)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return open_table(page, live_server.url, section)


def open_table(page: Page, base: str, section: Section) -> Page:
    log_in(page, base, "penyusun")
    page.goto(base + address(section))
    expect(page.locator("#sheet tbody tr")).not_to_have_count(0)
    return page


def cell(page: Page, row: int, head: str):
    """The cell below a head; rows count from one."""
    column = page.locator("#sheet thead th").all_inner_texts().index(head)
    return page.locator(f"#sheet tbody tr:nth-child({row}) > :nth-child({column + 1})")


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def saved(page: Page, **patience):
    return expect(page.locator("#save-state")).to_contain_text(re.compile(r"^\s*Tersimpan \d"), **patience)


def a_range() -> list[list[str]]:
    """200 rows by 20 columns as Excel copies them: two rows a programme, its cells in the first of them."""
    rows = []
    for n in range(ROWS):
        program = [f"GOV-{n // 2 % 3 + 1}", "2.16.03", f"Program {n // 2 + 1}", "Sasaran\nbaris dua"] if n % 2 == 0 else [""] * 4
        targets = [f"{n},{year % 10}" for year in YEARS]
        money = [f"Rp {n + 1}.{year % 10}50.000" for year in YEARS]
        source = "APBD" if n % 2 == 0 else "Hibah"
        rows.append([*program, f"Indikator {n}", "unit", f"{n}%", *targets, source, *money, "", "2024"])
    return rows


def as_excel(rows: list[list[str]]) -> str:
    return "\r\n".join("\t".join(f'"{c}"' if "\n" in c else c for c in row) for row in rows) + "\r\n"


def test_a_range_of_200_rows_by_20_columns_is_saved_without_losing_a_cell(page, live_server, section):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_default_timeout(30_000)
    open_table(page, live_server.url, section)
    cell(page, 1, "Subdimensi").click()
    paste(page, as_excel(a_range()))
    expect(page.locator("#sheet tbody tr")).to_have_count(ROWS + 1)
    assert not page.locator("#troubles").is_visible()
    page.get_by_role("button", name="Simpan").click()
    saved(page, **BIG)
    assert Program.objects.count() == ROWS // 2
    page.reload()
    expect(page.locator("#sheet tbody tr")).to_have_count(ROWS + 1)
    texts = "body => [...body.rows].map(tr => [...tr.cells].slice(2).map(td => td.innerText))"
    shown = page.locator("#sheet tbody").evaluate(texts)
    assert by_program(without_total(row) for row in shown[:ROWS]) == by_program(expected(row) for row in a_range())


def by_program(rows) -> dict[str, list]:
    """{name of the programme: its two rows}; the table is in the order of the codes."""
    rows = list(rows)
    return {first[2]: [first, second] for first, second in zip(rows[::2], rows[1::2], strict=True)}


def without_total(row: list[str]) -> list[str]:
    return [*row[:18], row[19]]


def expected(row: list[str]) -> list[str]:
    """As the table shows it: percent and Rp read away, one line in a cell of one line."""
    plain = [re.sub(r"^Rp |%$", "", text).replace("\n", " ").removesuffix(",0") for text in row]
    plain[12] = plain[12].replace("APBD", "APBD Kabupaten/Kota")
    return [*plain[:18], plain[19]]


def test_a_programme_is_written_from_the_keyboard_alone(table, section):
    cell(table, 1, "Subdimensi").focus()
    press = table.keyboard.press
    for key in ("Control+Home", "ArrowRight", "ArrowDown"):
        press(key)
    table.keyboard.type("kebij")
    for key in ("Tab", "Tab"):
        press(key)
    table.keyboard.type("Kota tanggap")
    for key in ("Tab", "Tab"):
        press(key)
    table.keyboard.type("Aduan selesai")
    press("Tab")
    table.keyboard.type("%")
    for _ in range(7):
        press("Tab")
    table.keyboard.type("dak f")
    press("Tab")
    table.keyboard.type("1.250.000")
    press("Enter")
    press("ArrowUp")
    for _ in range(4):
        press("Shift+ArrowRight")
    expect(cell(table, 2, "Jumlah pagu")).to_have_text("1.250.000")
    press("Escape")
    press("Tab")
    assert not table.evaluate("document.getElementById('sheet').contains(document.activeElement)")
    saved(table)
    program = Program.objects.get(name="Kota tanggap")
    assert program.sub_dimension.code == "GOV-2"
    assert [(b.source, b.year, b.amount) for b in program.budgets.all()] == [("DAK-FISIK", 2025, 1_250_000)]


def test_a_bad_cell_waits_in_words_while_the_others_are_saved_and_is_undone(table, section):
    cell(table, 1, "Pagu 2026").click()
    table.keyboard.type("seribu")
    table.keyboard.press("Enter")
    note = cell(table, 1, "Pagu 2026").locator(".fault")
    expect(note).to_contain_text("Tulis rupiah bulat")
    assert cell(table, 1, "Pagu 2026").get_attribute("aria-describedby") == note.get_attribute("id")
    expect(table.locator("#save-state")).to_contain_text("periksa sel yang ditandai")
    table.keyboard.press("Control+Home")
    table.locator("#troubles").get_by_role("button").click()
    expect(cell(table, 1, "Pagu 2026")).to_be_focused()
    table.keyboard.press("Control+z")
    expect(table.locator("#troubles")).to_be_hidden()


def test_a_range_is_filled_down_copied_and_cleared(table, section):
    cell(table, 1, "Pagu 2026").click()
    table.keyboard.type("10.000")
    table.keyboard.press("Tab")
    cell(table, 1, "Pagu 2026").click()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight"):
        table.keyboard.press(key)
    table.keyboard.press("Control+c")
    cell(table, 1, "Pagu 2027").click()
    table.keyboard.press("Control+v")
    expect(cell(table, 1, "Pagu 2027")).to_have_text("10.000")
    assert table.evaluate("navigator.clipboard.readText()") == "10.000\t\t"
    table.keyboard.press("Delete")
    expect(cell(table, 1, "Pagu 2027")).to_have_text("")
    cell(table, 1, "Pagu 2028").click()
    paste(table, "1,250,000\t2,500")  # as a spreadsheet in English writes them
    table.keyboard.press("Control+d")
    saved(table)
    assert [b.amount for b in Program.objects.get().budgets.order_by("year")] == [750_000_000, 10_000, 1_250_000, 2_500]


def test_two_people_see_what_both_changed_cell_by_cell(table, section, kepala):
    program = Program.objects.get()
    other_saves(section, program, kepala, name="Dari kepala", strategy="Strategi kepala")
    cell(table, 1, "Program/inovasi").dblclick()
    table.keyboard.press("Control+a")
    table.keyboard.type("Dari penyusun")
    table.keyboard.press("Enter")
    expect(cell(table, 1, "Program/inovasi")).to_contain_text("Yang tersimpan kini: “Dari kepala”")
    program.refresh_from_db()
    assert program.name == "Dari kepala"
    table.locator("#troubles").get_by_role("button").click()
    table.get_by_role("button", name="Pakai isian saya").click()
    saved(table)
    program.refresh_from_db()
    assert (program.name, program.strategy) == ("Dari penyusun", "Strategi kepala")
    assert not section.saves.filter(kept_aside=True, settled_at=None).exists()


def other_saves(section, program, by, **fields) -> None:
    content = programs.snapshot(section.programs.with_figures().get(pk=program.pk)) | fields
    program_saving.save_program(section, content, code=program.code, based_on=program.version, once_key=uuid.uuid4(), by=by)


def test_on_a_phone_each_programme_is_a_card(page, live_server, section):
    make.write(section)
    page.set_viewport_size({"width": 360, "height": 800})
    log_in(page, live_server.url, "penyusun")
    page.goto(live_server.url + address(section))
    page.locator("#cards").get_by_text("Aplikasi layanan publik terpadu").click()
    page.get_by_label("Pagu 2026, Sumber dana 1").fill("2.000.000")
    page.get_by_label("Sasaran", exact=True).fill("Satu pintu")
    page.get_by_role("button", name="Simpan").click()
    saved(page)
    program = Program.objects.get()
    assert (program.objective, program.budgets.get(year=2026).amount) == ("Satu pintu", 2_000_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
