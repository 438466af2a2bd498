"""Forms of the itemized kinds. Each knows two things: `is_valid()`, and `content()` in the form of its kind's `tidy`."""
from __future__ import annotations

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from pillars import item_words as words
from pillars import table_cells
from pillars.kinds import readiness, swot, table
from pillars.models import Section
from pillars.table_kinds import TABLES, Column

SPARE_ROWS = 2


class SwotForm(forms.Form):
    """A text box a quadrant and a kind of strategy, one item a line."""

    template = "pillars/_swot_fields.html"

    WORDS = {
        "S": _("Kekuatan (S)"), "W": _("Kelemahan (W)"), "O": _("Peluang (O)"), "T": _("Ancaman (T)"),
        "SO": _("Strategi SO: kekuatan meraih peluang"), "WO": _("Strategi WO: peluang memperbaiki kelemahan"),
        "ST": _("Strategi ST: kekuatan menghadapi ancaman"),
        "WT": _("Strategi WT: kelemahan dikurangi agar ancaman tidak membesar"),
    }
    source = forms.CharField(label=_("Sumber"), required=False, max_length=200, help_text=_("Misalnya: Diolah, 2026"))

    def __init__(self, section: Section, data=None):
        kept = swot.snapshot(section)
        initial = {key: "\n".join(swot.write_line(row) for row in kept[key]) for key in self.WORDS}
        super().__init__(data, initial={**initial, "source": kept["source"]})
        for key, label in self.WORDS.items():
            rows = 5 if key in words.QUADRANTS else 3
            self.fields[key] = forms.CharField(
                label=label, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    @property
    def quadrants(self) -> list:
        return [self[key] for key in words.QUADRANTS]

    @property
    def strategies(self) -> list:
        return [self[key] for key in words.STRATEGIES]

    def content(self) -> dict:
        data = self.cleaned_data
        return {"source": data["source"]} | {
            key: [swot.read_line(key, line) for line in data[key].splitlines() if line.strip()] for key in self.WORDS
        }


class ElementForm(forms.Form):
    """One element: which part of readiness, its name, the value with reason and evidence."""

    group = forms.ChoiceField(label=_("Kelompok"), choices=list(words.GROUPS.items()))
    name = forms.CharField(label=_("Unsur"), required=False, max_length=120, widget=forms.Textarea(attrs={"rows": 2}))
    value = forms.TypedChoiceField(
        label=_("Nilai"), required=False, coerce=int, empty_value=None,
        choices=[("", "–"), *((n, f"{n} – {meaning}") for n, meaning in words.VALUES.items())],
    )
    reason = forms.CharField(label=_("Alasan"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.CharField(label=_("Bukti"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("name") and (data.get("value") or data.get("reason")):
            self.add_error("name", _("Sebutkan unsurnya; kosongkan seluruh baris untuk menghapusnya."))
        return data


class SourceForm(forms.Form):
    source = forms.CharField(label=_("Sumber"), required=False, max_length=200, help_text=_("Misalnya: Diolah, 2026"),
                             widget=forms.TextInput(attrs={"class": "form-control"}))


class RowsForm:
    """The source, and a form a row."""

    about: SourceForm
    rows: forms.BaseFormSet

    def is_valid(self) -> bool:
        return all([self.about.is_valid(), self.rows.is_valid()])

    @property
    def errors(self) -> dict:
        faults = dict(self.about.errors)
        for row in self.rows:
            faults |= {row.add_prefix(name): errors for name, errors in row.errors.items()}
        return faults


class ReadinessForm(RowsForm):
    """A row an element; an empty section begins with the usual ten."""

    template = "pillars/_readiness_fields.html"

    def __init__(self, section: Section, data=None):
        kept = readiness.snapshot(section)
        rows = kept["elements"] or [{"group": group, "name": name} for group, names in words.USUAL.items() for name in names]
        self.about = SourceForm(data, initial={"source": kept["source"]})
        Rows = formset_factory(ElementForm, extra=SPARE_ROWS, max_num=60, absolute_max=60)
        self.rows = Rows(data, initial=rows, prefix="unsur")

    def content(self) -> dict:
        # A row that nobody touched is not among what Django cleans; its first value is what it holds.
        rows = [{**(row.initial or {}), **row.cleaned_data} for row in self.rows]
        return {"source": self.about.cleaned_data["source"], "elements": [row for row in rows if row.get("group")]}


class Cell(forms.CharField):
    """One cell of a table; what may stand in it is the column's affair (`pillars.table_cells.read`)."""

    ROOM = {"long": 6, "text": 4, "agency": 4, "choice": 3, "missions": 3}  # of the twelve parts of a line

    def __init__(self, column: Column, missions: set[int]):
        self.column, self.missions = column, missions
        super().__init__(label=column.label, required=False, help_text=column.help, widget=self._widget(column))
        self.room = self.ROOM.get(column.type, 2)

    def clean(self, value):
        found, fault = table_cells.read(self.column, value)
        if self.column.type == "missions" and (unknown := set(found) - self.missions):
            fault = _("misi %(numbers)s tidak ada dalam rencana ini") % {"numbers": ", ".join(map(str, sorted(unknown)))}
        if fault:
            raise forms.ValidationError(fault[:1].upper() + fault[1:] + ".")
        return found

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else value

    def has_changed(self, initial, data) -> bool:
        return bool(data)

    @staticmethod
    def _widget(column: Column) -> forms.Widget:
        if column.type in ("choice", "level"):
            words_of = {key: f"{key} – {text}" if column.type == "level" else text for key, text in column.choices.items()}
            return forms.Select({"class": "form-select"}, [("", "–"), *words_of.items()])
        if column.type == "long":
            return forms.Textarea({"class": "form-control", "rows": 2})
        asked = {"class": "form-control", "autocomplete": "off"}
        if column.type == "agency":
            asked["list"] = "agencies"
        if column.type in ("number", "year", "missions"):
            asked["inputmode"] = "decimal" if column.type == "number" else "numeric"
        return forms.TextInput(asked)


class TableForm(RowsForm):
    """A card a row, with fields after the columns of the kind; an empty card waits at the end."""

    template = "pillars/_table_fields.html"

    def __init__(self, section: Section, data=None):
        self.table = TABLES[section.kind]
        kept = table.TableKind(self.table).snapshot(section)
        rows = [{**row, **{c.key: table_cells.written(c, row[c.key]) for c in self.table.typed if c.type == "number"}}
                for row in kept["rows"]]
        self.missions = list(section.plan.missions.all()) if any(c.type == "missions" for c in self.table.typed) else []
        self.agencies = list(section.plan.region.agencies.holding()) if any(c.type == "agency" for c in self.table.typed) else []
        numbers_of = {mission.number for mission in self.missions}
        fields = {column.key: Cell(column, numbers_of) for column in self.table.typed}
        fields["key"] = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
        Rows = formset_factory(type("RowForm", (forms.Form,), fields), extra=1, max_num=table.MOST_ROWS,
                               absolute_max=table.MOST_ROWS, validate_max=True)
        self.about = SourceForm(data, initial={"source": kept["source"]})
        # What was sent is read as it stands: rows may have been moved, so that a row has no first value to be held against.
        self.rows = Rows(data, initial=None if data is not None else rows, prefix="baris")

    def content(self) -> dict:
        rows = [row.cleaned_data for row in self.rows if row.cleaned_data]
        return {"source": self.about.cleaned_data["source"], "rows": rows}


FORMS = {Section.Kind.READINESS: ReadinessForm, Section.Kind.SWOT: SwotForm, **dict.fromkeys(TABLES, TableForm)}
