"""The JSON: everything is in it, as its published schema says, and it reads back to the same content."""
import io
import json
from dataclasses import fields

import jsonschema
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from masterplan.book import shape
from masterplan.book.content import collect
from masterplan.exports import json_data
from pillars.models import Plan
from tests.masterplan.exports.records.conftest import unheard

pytestmark = pytest.mark.django_db


def schema() -> dict:
    with open(finders.find(f"schema/{json_data.SCHEMA}")) as file:
        return json.load(file)


def written(content) -> bytes:
    file = io.BytesIO()
    json_data.write(content, file, unheard)
    return file.getvalue()


def valid(data: bytes) -> bool:
    jsonschema.Draft202012Validator(schema()).validate(json.loads(data))
    return True


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_what_is_written_is_as_the_schema_says(content):
    assert valid(written(content))


def test_it_reads_back_to_the_same_content(content):
    again = json_data.read(io.BytesIO(written(content)), {})
    assert again == content
    assert shape.as_data(again) == shape.as_data(content)


def test_it_begins_with_its_schema_its_plan_and_its_region(content):
    data = json.loads(written(content))
    assert list(data)[:6] == ["$schema", "schema_version", "plan", "title", "subtitle", "region"]
    assert (data["period_start"], data["period_end"]) == (2025, 2029)


def test_money_is_whole_rupiah(content):
    assert json.loads(written(content))["programs"]["GOV-1-01"]["budget"] == {"APBD": {"2025": 750_000_000}}


@pytest.mark.parametrize("wrong", [
    {"schema_version": 2}, {"mode": "entah"}, {"programs": {"GOV-1-01": {}}}, {"period_start": "2025"},
])
def test_the_schema_finds_what_is_wrong(wrong, content):
    data = {**json.loads(written(content)), **wrong}
    with pytest.raises(jsonschema.ValidationError):
        valid(json.dumps(data).encode())


@pytest.mark.parametrize(("name", "kind"), [
    ("agency", shape.Agency), ("pillar", shape.Pillar), ("mission", shape.Mission), ("book", shape.Book),
    ("chapter", shape.Chapter), ("section", shape.Section), ("program", shape.Program), ("indicator", shape.Indicator),
    ("picture", shape.Picture), ("left_out", shape.LeftOut), ("contributor", shape.Contributor), ("style", shape.Style),
    ("printing", shape.Printing), ("note", shape.Note), ("change", shape.Change), ("", shape.Content),
])
def test_every_field_is_in_the_schema(name, kind):
    whole = schema()
    described = (whole["$defs"][name] if name else whole)["properties"]
    assert {f.name for f in fields(kind)} - {"read"} <= set(described)


def test_another_version_is_not_read(content):
    data = {**json_data.as_data(content), "schema_version": 2}
    with pytest.raises(ValueError, match="Versi"):
        json_data.read(io.BytesIO(json.dumps(data).encode()), {})


@pytest.mark.slow
def test_the_sample_plan_is_as_the_schema_says_and_reads_back(db):
    call_command("loadplan", "ppu", verbosity=0)
    content = collect(Plan.objects.get(), year=2026)
    data = written(content)
    assert valid(data)
    pictures = {p.sha256: p.data for p in (*content.pictures.values(), content.arms) if p}
    assert json_data.read(io.BytesIO(data), pictures) == content
