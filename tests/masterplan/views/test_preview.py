"""The preview, asked for as the page does."""
from __future__ import annotations

import json

import pytest

from masterplan.book import press, preview
from pillars.models import Section
from tests import factories as make


@pytest.fixture(autouse=True)
def nothing_read_before():
    preview.forget()


@pytest.fixture
def address(plan, section):
    make.write(section)
    return f"/rencana/{plan.code}/bagian/{section.code}/pratinjau"


def read(response) -> tuple[dict, dict[str, bytes]]:
    """(what is told, {digest: picture})"""
    boundary = response.headers["Content-Type"].partition("boundary=")[2]
    told, pictures = {}, {}
    for block in response.content.split(f"--{boundary}".encode())[1:-1]:
        head, _, body = block[2:-2].partition(b"\r\n\r\n")
        name = head.split(b'name="')[1].split(b'"')[0].decode()
        if name == "pages":
            told = json.loads(body)
        else:
            pictures[name] = body
    return told, pictures


def test_the_answer_carries_the_pages_and_the_pictures_that_are_new(address, client_for, penyusun):
    client = client_for(penyusun)
    told, pictures = read(client.post(address, {"html": "<p>Baru.</p>"}))
    assert [page["label"] for page in told["pages"]] == ["I-2"]
    assert [data[:4] for data in pictures.values()] == [b"RIFF"]

    again = read(client.post(address, {"html": "<p>Baru.</p>", "have": " ".join(pictures)}))

    assert again == (told, {})


def test_it_is_stored_nowhere_and_changes_nothing(address, section, client_for, penyusun):
    response = client_for(penyusun).post(address, {"html": "<p>Belum disimpan.</p>"})
    assert response.headers["Cache-Control"] == "no-store"
    assert "Belum disimpan" not in Section.objects.get(pk=section.pk).body


def test_a_text_that_cannot_be_laid_out_is_told_in_words(address, client_for, penyusun):
    response = client_for(penyusun).post(address, {"html": "<blockquote>" * 60})
    assert response.status_code == 200
    assert "terlalu rumit" in response.json()["error"]


def test_a_request_too_many_is_told_to_come_again(address, client_for, penyusun):
    for _ in range(press.WAITING + 1):
        press._seats.acquire(blocking=False)
    try:
        assert client_for(penyusun).post(address).status_code == 503
    finally:
        for _ in range(press.WAITING + 1):
            press._seats.release()


@pytest.mark.parametrize("width", ["", "abc", "-1", "99999", "1", "²"])
def test_nonsense_asks_for_usual_pictures(address, client_for, penyusun, width):
    assert client_for(penyusun).post(address, {"width": width, "look": width, "have": "x" * 500}).status_code == 200


def test_a_generated_section_has_none(plan, client_for, koordinator):
    matrix = make.make_section(plan, kind="matrix")
    assert client_for(koordinator).post(f"/rencana/{plan.code}/bagian/{matrix.code}/pratinjau").status_code == 404
