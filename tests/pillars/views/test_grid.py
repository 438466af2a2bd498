"""The page of all programmes and its saving over the wire."""
import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pillars.models import Program, Section
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(plan) -> Section:
    return make.make_section(plan, kind=Section.Kind.PROGRAMS)


def address(section: Section, name: str = "program-grid") -> str:
    return reverse(name, args=[section.plan.code, section.code])


def post(client, section, programs, key=None):
    rows = json.dumps({"programs": programs, "removed": []})
    return client.post(address(section, "program-grid-save"), {"rows": rows, "once_key": key or uuid.uuid4(), "based_on": 1})


NEW = {"key": "a", "code": "", "version": 0, "lines": [{"row": "r", "cells": {}}],
       "cells": {"sub_dimension": "GOV-1", "name": "Antrean daring"}}


def test_the_page_asks_as_often_for_forty_programmes_as_for_one(section, penyusun, client_for):
    make.make_program(section)
    client = client_for(penyusun)
    counts = []
    for n in (1, 40):
        while Program.objects.count() < n:
            make.make_program(section)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(section)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_was_saved_is_told_with_what_is_still_missing(section, penyusun, client_for):
    answer = post(client_for(penyusun), section, [NEW])
    found = answer.json()
    assert (answer.status_code, found["answers"][0]["code"]) == (200, "GOV-1-01")
    assert "GOV-1-01 belum memiliki indikator" in found["missing"]


def test_a_bad_programme_is_answered_with_422_and_its_faults(section, penyusun, client_for):
    answer = post(client_for(penyusun), section, [NEW, NEW | {"key": "b", "cells": {"name": "Tanpa subdimensi"}}])
    assert answer.status_code == 422
    assert [a["state"] for a in answer.json()["faults"]] == ["saved", "invalid"]


def test_a_submitted_section_takes_nothing_and_says_why(section, penyusun, client_for):
    make.write(section)
    make.submit(section)
    answer = post(client_for(penyusun), section, [NEW])
    assert answer.status_code == 409
    assert "tidak terbuka" in answer.json()["error"]


@pytest.mark.parametrize("rows", ["", "{", "[]"])
def test_a_broken_request_is_refused_in_words(section, penyusun, client_for, rows):
    answer = client_for(penyusun).post(address(section, "program-grid-save"), {"rows": rows, "once_key": uuid.uuid4()})
    assert (answer.status_code, answer.json()["state"]) == (409, "refused")
