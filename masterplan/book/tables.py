"""Tables that nobody types: rows and sums of the generated kinds, as plain data that templates and exports set alike.

One function a kind, all alike: (content, section, numbering) -> what templates/book/kinds/<kind>.html needs.
"""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from babel.numbers import format_decimal

from masterplan.book import backmatter, charts, diagrams, gantt, itemized, recap
from masterplan.book.numbering import Numbering
from masterplan.book.rows import by_sub_dimension, decimals, money, source, span_label, spans, sum_of, sums_by
from masterplan.book.shape import Content, Program, Section
from pillars import numbers
from pillars.table_kinds import TABLES

SHEETS = [("roomy", 34), ("usual", 62), ("dense", 84), ("long", 10**9)]  # of a quick win: lines of about 55 characters


OPENED_BY = ("narrative", "matrix", "roadmap", "gantt", "strategy", "summary", "cards")
SHOWING = ("matrix", "roadmap", "gantt", "strategy", "summary", "cards")  # kinds that set out the programmes of a pillar


def opening(content: Content, section: Section) -> dict | None:
    """What the band at the head of a pillar says, if `section` is its first in a chapter that sets out its programmes.
    """
    if not section.pillar or section.kind not in OPENED_BY or not section.shows_heading or content.agency:
        return None
    chapter = next(c for b in content.books for c in b.chapters if section in c.sections)
    mine = [s for s in chapter.sections if s.pillar == section.pillar and not s.is_left_out]
    programs = content.programs_of(section.pillar)
    if mine[0] != section or not programs or not any(s.kind in SHOWING for s in mine):
        return None
    budget = sum(p.total for p in programs)
    facts = [(str(len(programs)), "program"), (str(sum(1 for p in programs if p.quick_win)), "quick win"),
             (str(len({p.lead.slug for p in programs})), "OPD penanggung jawab"),
             (f"Rp{format_decimal(Decimal(budget) / 10**9, '#,##0.0', locale='id_ID')} miliar", f"pagu {content.period}")]
    return {"pillar": content.pillar(section.pillar), "facts": [f for f in facts if f[0] != "0"] if budget else facts[:3]}



def matrix(content: Content, section: Section, numbering: Numbering) -> dict:
    """Layout B: indicators, targets and indicative budget of a pillar's programmes, year by year."""
    programs, pillar = content.programs_of(section.pillar), content.pillar(section.pillar)
    write, tables = money(programs), []
    for years in spans(content.years) if programs else []:
        number, groups = 0, []
        for group in by_sub_dimension(content, programs):
            rows = []
            for program in group["programs"]:
                number += 1
                rows.append(_matrix_row(content, number, program, years, write))
            groups.append({"sub": group["sub"], "rows": rows})
        title = f"Matriks Program {pillar.name if pillar else 'Smart City'} {span_label(years)}"
        tables.append({
            "caption": numbering.table(section.code, title), "years": years, "groups": groups,
            "columns": 8 + 2 * len(years), "totals": [write(sum_of(programs, year)) for year in years],
            "decimals": decimals(programs),
        })
    return {"tables": tables, "source": source(content, programs), "pillar": pillar}


def _matrix_row(content: Content, number: int, program: Program, years: list[int], write: Callable) -> dict:
    return {
        "number": number, "program": program,
        "indicators": [
            {"it": i, "targets": [i.targets.get(year, "") for year in years]} for i in program.indicators
        ] or [{"it": None, "targets": ["" for _ in years]}],
        "height": max(len(program.indicators), 1), "budget": [write(program.budget_of(year)) for year in years],
        "amounts": ["-" if (a := program.budget_of(year)) is None else a for year in years],
        "sources": ["APBD" if name == "APBD" else content.sources.get(name, name) for name in program.budget],
    }


def roadmap(content: Content, section: Section, numbering: Numbering) -> dict:
    """Layout C: years across; shaded while the programme runs, with the target of its first indicator as milestone."""
    programs, pillar = content.programs_of(section.pillar), content.pillar(section.pillar)
    groups = [
        {"sub": g["sub"], "rows": [_roadmap_row(p, content.years) for p in g["programs"]]}
        for g in by_sub_dimension(content, programs)
    ]
    title = f"Peta Jalan {pillar.name if pillar else 'Smart City'} {span_label(content.years)}"
    caption = numbering.table(section.code, title) if programs else None
    return {"caption": caption, "groups": groups, "years": content.years, "columns": 3 + len(content.years),
            "source": source(content, programs), "pillar": pillar}


def _roadmap_row(program: Program, years: list[int]) -> dict:
    first = program.indicators[0] if program.indicators else None
    return {
        "program": program, "indicator": first,
        "cells": [
            {
                "shade": program.horizon if program.start_year <= year <= program.end_year else "",
                "target": numbers.show(first.targets.get(year, "")) if first else "",
            }
            for year in years
        ],
    }


def strategy(content: Content, section: Section, numbering: Numbering) -> dict:
    programs, pillar = content.programs_of(section.pillar), content.pillar(section.pillar)
    title = f"Sasaran, Strategi, dan Program {pillar.name if pillar else 'Smart City'}"
    return {"caption": numbering.table(section.code, title) if programs else None, "pillar": pillar,
            "groups": by_sub_dimension(content, programs, empty_of=section.pillar), "source": source(content, programs)}


def summary(content: Content, section: Section, numbering: Numbering) -> dict:
    """Layout A: one line a programme."""
    programs, pillar = content.programs_of(section.pillar), content.pillar(section.pillar)
    title = f"Program {pillar.name if pillar else 'Smart City'} {content.period}"
    return {"caption": numbering.table(section.code, title) if programs else None, "pillar": pillar,
            "programs": programs, "source": source(content, programs)}


def quickwins(content: Content, section: Section, numbering: Numbering) -> dict:
    """A sheet a quick win, with the ten heads that the evaluation scores."""
    names = {s.code: s.name for p in content.pillars for s in p.subs}
    programs = [p for p in content.programs_of(section.pillar) if p.quick_win]
    sheets = []
    for program in programs:
        sheet = program.quick_win
        heads = [
            {"label": label, "texts": _head_texts(sheet, fields)} for label, fields in content.heads.items()
        ]
        sheets.append({
            "program": program, "sheet": sheet, "heads": heads, "pillar": content.pillar(program.pillar),
            "sub": names[program.sub_dimension], "kind": sheet["innovation_label"],
            "total": numbers.rupiah(program.total) if program.budget else "belum dianggarkan",
            "extent": _extent([sheet["summary"], *(text for head in heads for _, text in head["texts"])]),
        })
    return {"sheets": sheets, "source": source(content, programs)}


def _extent(texts: list[str]) -> str:
    """How large a sheet is set, so that it fills its page and does not run over by two lines."""
    lines = sum(-(-len(text) // 55) for text in texts)
    return next(name for name, most in SHEETS if lines <= most)


def _head_texts(sheet: dict, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """[(what it says, in words where a head has two fields, the text)]"""
    words = {"stakeholders": "Pihak yang dilibatkan", "risk": "Risiko", "mitigation": "Mitigasi", "stage": "Status",
             "progress": "Kemajuan", "problem": "Masalah yang dijawab"}
    texts = []
    for name in names:
        value = sheet[name]
        if name == "stage":
            value = sheet["stage_label"]
        elif name == "progress" and value is not None:
            value = f"{value}%"
        if value not in (None, ""):
            texts.append((words.get(name, "") if len(names) > 1 else "", str(value)))
    return texts


def alignment(content: Content, section: Section, numbering: Numbering) -> dict:
    """RPJMD missions down, pillars across, codes of programmes in the cells."""
    programs = content.programs_of()
    rows = [
        {"mission": m, "cells": [[p for p in programs if p.pillar == pillar.code and m.number in p.missions]
                                 for pillar in content.pillars]}
        for m in content.missions
    ]
    caption = numbering.table(section.code, "Keterkaitan Misi RPJMD dan Program Smart City") if programs else None
    orphans = [p for p in programs if not p.missions]
    return {"caption": caption, "rows": rows, "pillars": content.pillars, "orphans": orphans,
            "source": source(content, programs)}


def budget(content: Content, section: Section, numbering: Numbering) -> dict:
    """Recapitulation by pillar, by agency, by source; the years are the columns, and a chart shows them."""
    programs = content.programs_of(section.pillar)
    if not any(p.budget for p in programs):
        return {"tables": [], "source": source(content, programs), "chart": None}
    write, years = money(programs), content.years
    agencies = {p.lead.slug: p.lead.name for p in sorted(programs, key=lambda p: p.lead.name)}
    groups = [
        ("Dimensi", "Dimensi", {p.code: p.name for p in content.pillars}, lambda p: {p.pillar: p.budget}),
        ("Perangkat Daerah Penanggung Jawab", "Perangkat daerah", agencies, lambda p: {p.lead.slug: p.budget}),
        ("Sumber Dana", "Sumber dana", content.sources,
         lambda p: {name: {name: by_year} for name, by_year in p.budget.items()}),
    ]
    tables = []
    figure = numbering.figure(section.code, f"Pagu Indikatif Menurut Tahun dan Dimensi {content.period}")
    for title, head, names, split in groups:
        sums = sums_by(programs, split)
        rows = [
            {"name": name, "cells": [write(sums[key].get(y)) for y in years],
             "total": write(sum(sums[key].get(y, 0) for y in years))}
            for key, name in names.items() if key in sums
        ]
        caption = numbering.table(section.code, f"Rekapitulasi Pagu Indikatif Menurut {title}")
        tables.append({"caption": caption, "head": head, "rows": rows})
    totals = [sum_of(programs, year) for year in years]
    return {
        "tables": tables, "years": years, "columns": 2 + len(years), "totals": [write(t) for t in totals],
        "total": write(sum(t or 0 for t in totals)), "source": source(content, programs), "figure": figure,
        "chart": _chart(content, programs), "alt": _alt(years, totals), "wide": len(years) > 6,
        "unplanned": [p for p in programs if not p.budget],
    }


def _chart(content: Content, programs: list[Program]) -> str:
    parts = [
        (pillar.name, charts.COLORS.get(pillar.code, "#555"),
         [sum_of([p for p in programs if p.pillar == pillar.code], year) or 0 for year in content.years])
        for pillar in content.pillars
    ]
    return charts.stacked_bars(charts.Bars(
        f"Pagu indikatif menurut tahun dan dimensi {content.period}", [str(y) for y in content.years], parts,
        tuple(p.code for p in content.pillars),
    ))


def _alt(years: list[int], totals: list[int | None]) -> str:
    each = "; ".join(f"{year}: {numbers.rupiah(total or 0)}" for year, total in zip(years, totals, strict=True))
    return f"Grafik batang pagu indikatif tiap tahun. {each}."


def cards(content: Content, section: Section, numbering: Numbering) -> dict:
    """Layout D: every field of each programme, of one agency's section or of a pillar."""
    names = {s.code: s.name for p in content.pillars for s in p.subs}
    own = section.kind == "programs"
    programs = [content.programs[code] for code in section.programs] if own else content.programs_of(section.pillar)
    write = money(programs)
    found = []
    for program in programs:
        years = [y for y in content.years if program.start_year <= y <= program.end_year]
        years = sorted({*years, *(y for i in program.indicators for y in i.targets),
                        *(y for by_year in program.budget.values() for y in by_year)})
        found.append({
            "program": program, "pillar": content.pillar(program.pillar), "sub": names[program.sub_dimension],
            "kind": program.action_label[:1].lower() + program.action_label[1:],  # not all: "kapasitas SDM"
            "years": years, "missions": [m for m in content.missions if m.number in program.missions],
            "indicators": [{"it": i, "targets": [i.targets.get(y, "") for y in years]} for i in program.indicators],
            "budget": [
                {"source": content.sources.get(name, name), "cells": [write(by_year.get(y)) for y in years],
                 "total": write(sum(by_year.values()))}
                for name, by_year in program.budget.items()
            ],
            "totals": [write(program.budget_of(y)) for y in years], "total": write(program.total),
        })
    return {"cards": found, "anchor": "p" if own else "c", "source": source(content, programs)}


# Kinds that print programmes (those of the section's pillar, or all) and no text: an edit of a text leaves them alone.
READ_PROGRAMS = {"matrix", "roadmap", "strategy", "summary", "quickwins", "alignment", "budget", "cards", "gantt", "recap",
                 "tree", "coverage"}
READ_FACTS = {"readiness", "swot", *TABLES, "signature", "contributors"}  # kinds that print neither
KINDS: dict[str, Callable[[Content, Section, Numbering], dict]] = {
    "programs": cards, "matrix": matrix, "roadmap": roadmap, "strategy": strategy, "summary": summary,
    "quickwins": quickwins, "alignment": alignment, "budget": budget, "cards": cards, "gantt": gantt.gantt,
    "recap": recap.recap, "readiness": diagrams.readiness, "swot": diagrams.swot, "tree": diagrams.tree,
    "coverage": diagrams.coverage, "signature": backmatter.signature, "abbreviations": backmatter.abbreviations,
    "contributors": backmatter.contributors, "index": backmatter.index, **dict.fromkeys(TABLES, itemized.table),
}
