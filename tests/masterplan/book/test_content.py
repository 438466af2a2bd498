"""What is collected for a draft and for a final, in how many queries, and that it survives a way through JSON."""
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterplan.book import content as content_step
from masterplan.book import shape
from masterplan.book.content import collect
from pillars.models import Section
from tests import factories as make
from tests.masterplan.book.conftest import generated, write


def sections(content) -> dict[str, shape.Section]:
    return {s.code: s for b in content.books for c in b.chapters for s in c.sections}


def test_a_draft_holds_the_working_text_of_every_section(plan, section):
    write(section, "<p>Naskah yang baru.</p>")
    assert sections(collect(plan))[section.code].html == "<p>Naskah yang baru.</p>"


def test_a_final_holds_the_approved_revision_and_not_what_came_after(plan):
    section = make.approved_section(plan)
    Section.objects.filter(pk=section.pk).update(body="<p>Belum dibaca siapa pun.</p>")
    assert sections(collect(plan, mode="final"))[section.code].html == make.TEXT


def test_a_final_names_what_it_leaves_out(plan):
    make.approved_section(plan)
    draft = make.make_section(plan, title="Belum selesai")
    content = collect(plan, mode="final")
    assert [(x.code, x.why) for x in content.left_out] == [(draft.code, "belum disetujui (status: Draf)")]
    assert sections(content)[draft.code].is_left_out


def test_programmes_of_a_final_come_out_of_approved_sections_only(plan, programs):
    assert len(collect(plan).programs) == 2
    assert collect(plan, mode="final").programs == {}
    make.submit(programs)
    for _ in range(3):
        make.approve_once(programs)
    make.make_program(programs, name="Sesudah disetujui")
    assert sorted(p.name for p in collect(plan, mode="final").programs.values()) == [
        "Aplikasi layanan publik terpadu", "Puskesmas terhubung",
    ]


def test_a_generated_section_without_an_approved_programme_is_left_out_of_a_final(plan):
    make.approved_section(plan)
    matrix = generated(plan, Section.Kind.MATRIX, pillar=make.make_pillar("GOV"))
    assert [x.code for x in collect(plan, mode="final").left_out] == [matrix.code]


def test_an_agency_gets_the_sections_that_it_leads(plan, dinkes, diskominfo):
    own, foreign = make.make_section(plan, lead=dinkes), make.make_section(plan, lead=diskominfo)
    found = sections(collect(plan, agency=dinkes))
    assert (found[own.code].is_left_out, found[foreign.code].is_left_out) == (False, True)


def test_a_picture_of_another_plan_is_not_read(plan, section, orang_daerah_lain):
    from PIL import Image
    foreign = make_picture(make.make_section(make.make_plan(orang_daerah_lain.region)), Image.new("RGB", (9, 9)))
    own = make_picture(section, Image.new("RGB", (9, 9)))
    write(section, "".join(f'<p><img src="/gambar/{p.key}" alt="Peta"></p>' for p in (own, foreign)))
    assert set(collect(plan).pictures) == {str(own.key)}


def make_picture(section, image):
    import hashlib
    import io

    from django.core.files.base import ContentFile

    from pillars.models import Attachment

    out = io.BytesIO()
    image.save(out, "PNG")
    return Attachment.objects.create(
        plan=section.plan, section=section, file=ContentFile(out.getvalue(), "peta.png"), media_type="image/png",
        sha256=hashlib.sha256(out.getvalue()).hexdigest(), by=make.drafter_of(section.lead),
    )


@pytest.mark.parametrize("mode", ["draft", "final"])
def test_the_number_of_queries_does_not_grow(plan, programs, written, mode):
    def count() -> int:
        plan.refresh_from_db()
        content_step.forget()
        with CaptureQueriesContext(connection) as queries:
            collect(type(plan).objects.select_related("region").get(pk=plan.pk), mode=mode)
        return len(queries)

    few = count()
    for number in range(3):
        make.make_program(programs)
        make.make_section(plan)
        make.make_mission(plan, number + 1)
    assert count() == few


def test_content_survives_a_way_through_json(plan, programs, written):
    content = collect(plan)
    again = shape.from_data(json.loads(json.dumps(shape.as_data(content))), {})
    assert again == content


def test_what_did_not_change_is_not_read_again(plan, programs, written):
    first = collect(plan)
    write(written, "<p>Satu bagian saja yang berubah.</p>")
    second = collect(plan)
    assert sections(second)[written.code].html == "<p>Satu bagian saja yang berubah.</p>"
    assert all(second.programs[code] is program for code, program in first.programs.items())


def test_a_change_of_a_name_reaches_the_programmes_that_carry_it(plan, programs, dinkes):
    collect(plan)
    type(dinkes).objects.filter(pk=dinkes.pk).update(name="Dinas Kesehatan dan Gizi")
    assert {p.lead.name for p in collect(plan).programs.values()} == {"Dinas Kesehatan dan Gizi"}


def test_a_new_target_is_read_although_its_programme_row_is_the_same(plan, programs):
    collect(plan)
    indicator = programs.programs.first().indicators.first()
    indicator.targets.filter(year=2025).update(value="99")
    assert "99" in {i.targets[2025] for p in collect(plan).programs.values() for i in p.indicators}
