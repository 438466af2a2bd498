"""Pastes that nobody here wrote, put into the real editor: what Word, Excel, Outlook, Google Docs and web pages gave to other
people's editors and converters, out of their published archives (`tests/samples.py`). The tally stands at the end of the run."""
from __future__ import annotations

import re
import uuid
from collections import Counter
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Page, expect

from pillars import cleaning, drafting
from pillars.models import Section
from tests import factories as make
from tests.browser.conftest import log_in
from tests.browser.pasted import PIP, WORD
from tests.samples import archive

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """async ({html, rtf, text}) => {
  const paper = document.querySelector('.ProseMirror');
  paper.editor.commands.setContent('');
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  if (rtf) data.setData('text/rtf', rtf);
  if (text) data.setData('text/plain', text);
  paper.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
  for (let i = 0; i < 100 && paper.querySelector('progress'); i++) await new Promise((done) => setTimeout(done, 30));
  return {html: document.getElementById('html').value,
          losses: [...document.querySelectorAll('#paste-notes:not([hidden]) li')].map((li) => li.textContent)};
}"""
COUNTED = {"h": ".//h3|.//h4", "ol": ".//ol", "ul": ".//ul", "li": ".//li", "t": ".//table", "td": ".//td|.//th", "a": ".//a",
           "i": ".//img", "f": ".//span[@data-footnote]"}



@pytest.fixture
def desk(page: Page, live_server, plan, penyusun) -> Page:
    """The writing page of an empty section; its autosave stays out of the way."""
    section = make.make_section(plan, title="Tempelan")
    log_in(page, live_server.url, "penyusun")
    page.route("**/naskah/simpan", lambda route: route.abort())
    page.goto(f"{live_server.url}/rencana/{plan.code}/bagian/{section.code}/naskah")
    expect(page.get_by_role("toolbar")).to_be_visible()
    return page


@pytest.mark.parametrize(("samples", "of"), [(PIP, "pip"), (WORD, "npm")], ids=["pip", "npm"])
def test_pastes_keep_their_shape_and_name_their_losses(samples, of, desk, plan, penyusun, record_property):
    """Lists, tables, links, pictures and notes as they were counted when each sample was looked at; not a letter missing
    without being named; nothing dangerous and no style in what the server keeps."""
    section, tally, faults = Section.objects.get(title="Tempelan"), [], []
    for (name, version, sha256), files in samples.items():
        folder = archive(name, version, sha256, of=of)
        for path, expected in files.items():
            source = _text(folder / path)
            rtf = (folder / path).with_suffix(".rtf")
            found = desk.evaluate(PASTE, {"html": source, "rtf": _text(rtf) if rtf.exists() else ""})
            body = _saved(section, found["html"], penyusun)
            kept, lost = count(body), letters(source) - letters(body)
            tally.append(f"{_short(path):58} {kept:32} {'; '.join(found['losses'])}")
            if kept != expected:
                faults.append(f"{path}: kept {kept!r}, not {expected!r}")
            if lost.total() and not found["losses"]:
                faults.append(f"{path}: letters lost without a word: {lost}")
            if bad := DANGEROUS.search(body):
                faults.append(f"{path}: {bad.group()!r} was stored")
            if cleaning.clean(body) != body:
                faults.append(f"{path}: cleaning again changes it")
    record_property("tally", f"{len(tally)} pastes ({of}): sample, what was kept, what was named as lost\n" + "\n".join(tally))
    assert faults == []
    assert len(tally) >= 40


DANGEROUS = re.compile(r"(?i)<(script|style|iframe|object|embed|form|svg|link|meta)\b|\son\w+=|\sstyle=|javascript:|"
                       r"class=\"(?!caption|source|number|full-bleed)|src=\"(?!/gambar/)|mso-|data-look")


def count(body: str) -> str:
    """What a text holds, in short: "h2 ul1 li5 t1 td12"."""
    root = lxml.html.fragment_fromstring(body, create_parent="div")
    return " ".join(f"{name}{n}" for name, path in COUNTED.items() if (n := len(root.xpath(path))))


def letters(source: str) -> Counter:
    """The letters that a reader of the page sees: not of scripts, of typed list marks, of what is hidden or was deleted, nor
    of labels that the book makes itself."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring((source or "<p></p>").encode(), parser=parser).find("body")
    for element in list(root.iter()):
        look = element.get("style", "") if isinstance(element.tag, str) else ""
        if (not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "xml", "title", "template")
                or re.search(r"(?i)mso-list:\s*ignore", look)) and element.getparent() is not None:
            element.drop_tree()
    notes = " ".join(root.xpath(".//@data-footnote"))
    return Counter(sign for sign in f"{root.text_content()} {notes}" if sign.isalpha() and sign.isascii())


def _saved(section: Section, html: str, by) -> str:
    section.refresh_from_db()
    drafting.save_text(section, html, based_on=section.version, once_key=uuid.uuid4(), by=by)
    section.refresh_from_db()
    return section.body


def _short(path: str) -> str:
    return path.removeprefix("package/tests/plugins/pastefromword/generated/_fixtures/").split("tests/", 1)[-1][:58]


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
