"""What is sent over the line: packed pages, a part of Bootstrap that fits the templates."""
import gzip

import pytest
from django.core.management import call_command

from masterplan.management.commands import subsetcss


def test_the_part_of_bootstrap_fits_the_templates():
    """If this fails, a template uses a class that was in none before: run `manage.py subsetcss`."""
    call_command("subsetcss", check=True)


@pytest.mark.parametrize(("css", "kept"), [
    (".row{a:b}.card{c:d}", ".row{a:b}"),
    (".row,.card{a:b}", ".row{a:b}"),
    (".row>.card,.row>*{a:b}", ".row>*{a:b}"),
    ("a:not(.card){a:b}", "a:not(.card){a:b}"),
    (":is(.row,.card)>p{a:b}", ":is(.row,.card)>p{a:b}"), (".card{a:b}", ""),
    ("@media print{.card{a:b}.row{c:d}}@media screen{.card{a:b}}", "@media print{.row{c:d}}"),
])
def test_a_rule_stays_while_all_its_classes_are_used(css, kept):
    assert subsetcss.part_of(f"/* MIT */{css}", {"row"}).splitlines()[2:] == [kept]


@pytest.mark.django_db
def test_pages_are_sent_packed_and_say_so(client):
    answer = client.get("/akun/masuk/", headers={"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert b"Masuk" in gzip.decompress(answer.content)


@pytest.mark.django_db
def test_a_picture_is_not_packed_again(client_for, koordinator, region):
    from django.core.files.base import ContentFile

    region.arms.save("64.09.png", ContentFile(b"\x89PNG" + b"x" * 900))
    answer = client_for(koordinator).get(f"/daerah/{region.code}/lambang", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer
