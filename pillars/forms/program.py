"""The form of a programme: its columns in the order and words of Renstra table T-C.27 (Permendagri 86/2017).

`ProgramSheet` holds the parts together (the programme itself, indicators with targets, budgets, the quick win sheet); what
comes out of it, `content()`, has the form of `pillars.programs.snapshot`.
"""
from __future__ import annotations

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opd.models import Agency, District, Village
from pillars import numbers
from pillars.models import Pillar, Plan, Program, QuickWin, Section
from pillars.models.program import FundingSource
from pillars.programs import QUICK_WIN_FIELDS

NOMENCLATURE = re.compile(r"^[1-8]\.(\d{2}|XX)(\.\d{2}(\.[12]\.\d{2}(\.(\d{2}|\d{4}))?)?)?$")


def _plain_helper(*layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = helper.include_media = False
    if layout:
        helper.layout = Layout(*layout)
    return helper


class ProgramForm(forms.ModelForm):
    """What a programme is, who does it, where and when."""

    places = forms.MultipleChoiceField(label=_("Lokasi bila tidak seluruh wilayah"), required=False)
    is_quick_win = forms.BooleanField(label=_("Program ini quick win"), required=False)

    class Meta:
        model = Program
        fields = ["sub_dimension", "name", "objective", "strategy", "description", "activities", "beneficiaries", "partners",
                  "supporting", "action_type", "nomenclature", "horizon", "start_year", "end_year", "missions", "everywhere",
                  "is_illustrative"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}), "activities": forms.Textarea(attrs={"rows": 4}),
            "supporting": forms.CheckboxSelectMultiple, "missions": forms.CheckboxSelectMultiple,
            "start_year": forms.TextInput(attrs={"inputmode": "numeric"}),
            "end_year": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {"is_illustrative": _("Target dan pagu bukan angka resmi; dicetak dengan keterangan “data ilustrasi”")}

    def __init__(self, *args, section: Section, **kwargs):
        super().__init__(*args, **kwargs)
        region = section.plan.region
        self.fields["sub_dimension"].choices = [("", "---------")] + [
            (p.name, [(s.pk, f"{s.code} {s.name}") for s in p.sub_dimensions.all()])
            for p in Pillar.objects.prefetch_related("sub_dimensions")
        ]
        self.fields["supporting"].queryset = Agency.objects.filter(region=region).holding().exclude(pk=section.lead_id)
        self.fields["supporting"].label_from_instance = lambda agency: agency.abbreviation
        self.fields["missions"].queryset = section.plan.missions.all()
        self.fields["missions"].label_from_instance = lambda mission: f"{mission.number}. {mission.text}"
        self.fields["places"].choices = _places(region)
        self.fields["places"].widget.attrs["size"] = 8
        self.helper = _plain_helper(
            Fieldset(gettext("Program"), "sub_dimension", "name", Row(Column("objective"), Column("strategy")), "description",
                     "activities", Row(Column("beneficiaries"), Column("partners"))),
            Fieldset(gettext("Penempatan"), Row(Column("action_type"), Column("nomenclature")),
                     Row(Column("horizon"), Column("start_year"), Column("end_year")),
                     "missions", HTML('<div class="columns">'), "supporting", HTML("</div>"),
                     "everywhere", "places", "is_illustrative"),
        )

    def clean_nomenclature(self) -> str:
        return " ".join(nomenclature_codes(self.cleaned_data["nomenclature"]))

    def clean(self) -> dict:
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", gettext("Tahun selesai mendahului tahun mulai."))
        for name in ("start_year", "end_year"):
            if data.get(name) and not 2000 <= data[name] <= 2100:
                self.add_error(name, gettext("Tahun ditulis empat angka, misalnya 2027."))
        if not data.get("everywhere") and not data.get("places"):
            self.add_error("places", gettext("Pilih lokasi, atau centang seluruh wilayah."))
        return data


class YearsForm(forms.Form):
    """A row with one cell a year; `years` come from the plan."""

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.years = years
        for year in years:
            self.fields[f"y{year}"] = forms.CharField(
                label=str(year), required=False, max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control number", "data-year": year}),
            )
        for name, field in self.fields.items():
            if name.startswith("y") or name == "DELETE":
                continue
            field.widget.attrs.setdefault("class", "form-select" if isinstance(field, forms.ChoiceField) else "form-control")

    def year_cells(self):
        return [self[f"y{year}"] for year in self.years]

    def is_blank(self) -> bool:
        """Nothing was typed, or the row is to go: it is passed over."""
        data = getattr(self, "cleaned_data", {})
        return data.get("DELETE", False) or not any(v for k, v in data.items() if k != "DELETE")


class IndicatorForm(YearsForm):
    name = forms.CharField(label=_("Indikator kinerja"), max_length=200, required=False)
    unit = forms.CharField(label=_("Satuan"), max_length=40, required=False)
    baseline = forms.CharField(label=_("Kondisi awal"), max_length=40, required=False)
    baseline_year = forms.IntegerField(label=_("Tahun"), required=False, min_value=1990, max_value=2100, widget=forms.TextInput)
    baseline_source = forms.CharField(label=_("Sumber"), max_length=160, required=False)
    baseline_note = forms.CharField(label=_("Alasan bila belum ada"), max_length=160, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if self.has_changed() and not data.get("DELETE") and any(v for k, v in data.items() if k != "DELETE"):
            if not data.get("name"):
                self.add_error("name", gettext("Tulis indikatornya."))
            if not data.get("unit"):
                self.add_error("unit", gettext("Tulis satuannya."))
        return data

    def content(self) -> dict:
        data = self.cleaned_data
        return {
            "name": data["name"], "unit": data["unit"], "baseline": numbers.canonical(data["baseline"]),
            "baseline_year": data["baseline_year"], "baseline_source": data["baseline_source"],
            "baseline_note": data["baseline_note"],
            "targets": {str(y): numbers.canonical(data[f"y{y}"]) for y in self.years if data[f"y{y}"]},
        }


class BudgetForm(YearsForm):
    source = forms.ChoiceField(label=_("Sumber dana"), required=False, choices=[("", "---------"), *FundingSource.choices])

    def clean(self) -> dict:
        data = super().clean()
        for year in self.years:
            text = data.get(f"y{year}")
            if not text:
                continue
            amount = numbers.parse(text)
            if amount is None or amount < 0 or amount != int(amount) or amount > 10**15:
                self.add_error(f"y{year}", gettext("Tulis rupiah bulat, misalnya 1.250.000.000."))
        if not data.get("source") and any(data.get(f"y{y}") for y in self.years) and not data.get("DELETE"):
            self.add_error("source", gettext("Pilih sumber dananya."))
        return data

    def amounts(self) -> dict[str, int]:
        return {str(y): int(numbers.parse(self.cleaned_data[f"y{y}"])) for y in self.years if self.cleaned_data[f"y{y}"]}


class BudgetRows(forms.BaseFormSet):
    def clean(self) -> None:
        sources = [f.cleaned_data["source"] for f in self.forms if f.is_valid() and not f.is_blank()]
        if len(sources) != len(set(sources)):
            raise forms.ValidationError(gettext("Satu sumber dana hanya boleh satu baris."))


IndicatorFormSet = formset_factory(IndicatorForm, extra=1, can_delete=True, max_num=60, absolute_max=60)
BudgetFormSet = formset_factory(BudgetForm, formset=BudgetRows, extra=1, can_delete=True, max_num=20, absolute_max=20)


class QuickWinForm(forms.ModelForm):
    """The sheet with the ten heads that the yearly evaluation scores."""

    class Meta:
        model = QuickWin
        fields = QUICK_WIN_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        self.helper = _plain_helper(
            Row(Column("short_name"), Column("proposer"), Column("innovation_type")), "summary",
            *[Fieldset(head, *names, css_class="head") for head, names in QuickWin.HEADS.items()],
        )


class ProgramSheet:
    """All forms of one programme. `data` is what was posted, `program` the present row or None for a new one."""

    def __init__(self, section: Section, program: Program | None = None, data=None):
        self.section, self.plan, self.program = section, section.plan, program
        years = {"form_kwargs": {"years": self.plan.years}}
        initial = _initial(self.plan, section) if program is None else {
            "places": [p.code for p in (*program.districts.all(), *program.villages.all())],
            "is_quick_win": hasattr(program, "quick_win"),
        }
        self.form = ProgramForm(data, instance=program, section=section, initial=initial)
        self.indicators = IndicatorFormSet(data, prefix="ind", initial=_indicator_rows(program), **years)
        self.budgets = BudgetFormSet(data, prefix="bud", initial=_budget_rows(program), **years)
        self.quick_win = QuickWinForm(data, prefix="qw", instance=getattr(program, "quick_win", None))
        self.wants_quick_win = data.get("is_quick_win") == "on" if data is not None else initial.get("is_quick_win", False)

    @property
    def years(self) -> list[int]:
        return self.plan.years

    def is_valid(self) -> bool:
        parts = [self.form.is_valid(), self.indicators.is_valid(), self.budgets.is_valid()]
        return all(parts) and (not self.wants_quick_win or self.quick_win.is_valid())

    def content(self) -> dict:
        """What was typed, in the form of `programs.snapshot`; call it after `is_valid`."""
        data = self.form.cleaned_data
        words = {n: data[n] for n in ("name", "objective", "strategy", "description", "beneficiaries", "partners", "horizon",
                                      "start_year", "end_year", "action_type", "is_illustrative")}
        places = [] if data["everywhere"] else data["places"]
        names = dict(choice for group in self.form.fields["places"].choices for choice in group[1])
        return words | {
            "sub_dimension": data["sub_dimension"].code,
            "supporting": [{"slug": a.slug, "abbreviation": a.abbreviation, "name": a.name} for a in data["supporting"]],
            "activities": [line.strip() for line in data["activities"].splitlines() if line.strip()],
            "nomenclature": data["nomenclature"].split(), "missions": [m.number for m in data["missions"]],
            "places": places, "locations": [names[code] for code in places],
            "indicators": [f.content() for f in self.indicators if not f.is_blank()],
            "budget": {f.cleaned_data["source"]: f.amounts() for f in self.budgets if not f.is_blank() and f.amounts()},
            "quick_win": dict(self.quick_win.cleaned_data) if self.wants_quick_win else None,
        }

    def faults(self) -> dict[str, str]:
        """{html name of the field: what is wrong}, for the script that marks the cells."""
        found = {self.form.add_prefix(n): str(e[0]) for n, e in self.form.errors.items()}
        for rows in (self.indicators, self.budgets):
            for row in rows:
                found |= {row.add_prefix(n): str(e[0]) for n, e in row.errors.items()}
            if problems := rows.non_form_errors():
                found[f"{rows.prefix}-0-source"] = str(problems[0])
        if self.wants_quick_win:
            found |= {self.quick_win.add_prefix(n): str(e[0]) for n, e in self.quick_win.errors.items()}
        return found


def nomenclature_codes(text: str) -> list[str]:
    """The codes of a typed list. Raises `ValidationError`, naming those that are none."""
    codes = [_tidy_code(code) for code in re.split(r"[\s,;]+", text.strip()) if code]
    if wrong := [code for code in codes if not NOMENCLATURE.match(code)]:
        raise forms.ValidationError(gettext("Kode tidak dikenal: %(codes)s. Contoh: 2.16.03 atau 2.16.03.2.02.0021")
                                    % {"codes": ", ".join(wrong)})
    return codes


def _tidy_code(code: str) -> str:
    """Lists in the wild write the authority with a leading zero ("2.16.03.02.02"): four parts on, it is one digit."""
    parts = code.strip(".").split(".")
    if len(parts) > 3 and re.fullmatch(r"0[12]", parts[3]):
        parts[3] = parts[3][1]
    return ".".join(parts)


def _places(region) -> list:
    villages = Village.objects.filter(district__region=region).select_related("district")
    return [
        (gettext("Kecamatan"), [(d.code, f"Kecamatan {d.name}") for d in District.objects.filter(region=region)]),
        (gettext("Kelurahan dan desa"), [(v.code, f"{v} ({v.district.name})") for v in villages]),
    ]


def _initial(plan: Plan, section: Section) -> dict:
    return {"start_year": plan.period_start, "end_year": plan.period_end, "everywhere": True, "sub_dimension": None}


def _indicator_rows(program: Program | None) -> list[dict]:
    if program is None:
        return []
    return [
        {
            "name": i.name, "unit": i.unit, "baseline": numbers.show(i.baseline), "baseline_year": i.baseline_year,
            "baseline_source": i.baseline_source, "baseline_note": i.baseline_note,
            **{f"y{t.year}": numbers.show(t.value) for t in i.targets.all()},
        }
        for i in program.indicators.all()
    ]


def _budget_rows(program: Program | None) -> list[dict]:
    rows: dict[str, dict] = {}
    for budget in program.budgets.all() if program else ():
        rows.setdefault(budget.source, {"source": budget.source})[f"y{budget.year}"] = numbers.show(budget.amount)
    return list(rows.values())
