"""Forms with which a coordinator makes and changes a plan's outline."""
from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from opd.models import Agency, Region, Role
from pillars import outlines
from pillars.models import Chapter, Mission, Plan, Section, Stage


def _helper(*rows) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.include_media = False
    if rows:
        helper.layout = Layout(*rows)
    return helper


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class NewPlanForm(forms.ModelForm):
    """A new plan for one of the regions that the user coordinates."""

    outline = forms.ChoiceField(label=_("Kerangka"))

    class Meta:
        model = Plan
        fields = ["region", "title", "code", "period_start", "period_end", "vision", "due_on"]
        widgets = {"vision": forms.Textarea(attrs={"rows": 3}), "due_on": DateInput()}
        help_texts = {"code": _("Huruf kecil, angka, dan tanda hubung; dipakai di alamat, misalnya ppu-2025")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=user.coordinated_region_ids)
        self.fields["region"].label = _("Daerah")
        self.fields["outline"].choices = outlines.choices()
        self.helper = _helper("region", "title", Row(Column("code"), Column("outline")),
                              Row(Column("period_start"), Column("period_end"), Column("due_on")), "vision")

    def clean(self):
        data = super().clean()
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and not start <= end <= start + 9:
            self.add_error("period_end", _("Tahun akhir harus sama atau sesudah tahun awal, paling lama sepuluh tahun."))
        return data


class PlanForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = ["title", "subtitle", "vision", "due_on"]
        widgets = {"vision": forms.Textarea(attrs={"rows": 3}), "due_on": DateInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("title", "subtitle", "vision", "due_on")


class MissionForm(forms.ModelForm):
    class Meta:
        model = Mission
        fields = ["number", "text", "source"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class StageForm(forms.ModelForm):
    class Meta:
        model = Stage
        fields = ["number", "name", "role", "agency", "days"]

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(region=region).holding()
        self.fields["agency"].empty_label = _("penanggung jawab bagian")
        self.fields["role"].choices = [
            (r.value, r.label) for r in (Role.HEAD, Role.REVIEWER, Role.ADVISER, Role.COORDINATOR, Role.APPROVER)
        ]


MissionFormSet = inlineformset_factory(Plan, Mission, form=MissionForm, extra=1, can_delete=True)
StageFormSet = inlineformset_factory(Plan, Stage, form=StageForm, extra=1, can_delete=False)


class ChapterForm(forms.ModelForm):
    class Meta:
        model = Chapter
        fields = ["title", "matter"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("title", "matter")


class SectionForm(forms.ModelForm):
    """A section's place in the outline: what it is, who writes it, until when."""

    class Meta:
        model = Section
        fields = ["title", "kind", "pillar", "lead", "supporting", "due_on", "shows_heading", "starts_page"]
        widgets = {"due_on": DateInput(), "supporting": forms.CheckboxSelectMultiple}
        help_texts = {
            "lead": _("Perangkat daerah yang menulis dan mengajukan"),
            "shows_heading": _("Tanpa centang: dicetak di bawah bagian sebelumnya, tanpa nomor dan judul"),
            "starts_page": _("Bagian yang panjang lebih enak dibaca, dan lebih cepat dicetak, dari halaman baru"),
        }

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(region=region).holding()
        self.fields["lead"].queryset = self.fields["supporting"].queryset = agencies
        for field in (self.fields["lead"], self.fields["supporting"]):
            field.label_from_instance = lambda agency: f"{agency.abbreviation} – {agency.name}"
        self.helper = _helper("title", Row(Column("kind"), Column("pillar")), Row(Column("lead"), Column("due_on")),
                              "shows_heading", "starts_page", "supporting")

    def clean(self):
        data = super().clean()
        if data.get("kind") == Section.Kind.PROGRAMS and not data.get("lead"):
            self.add_error("lead", _("Bagian program memerlukan penanggung jawab."))
        return data

    def outline_fields(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "supporting"}


class DueForm(forms.Form):
    """One due date for all sections of a chapter that are not approved yet."""

    due_on = forms.DateField(label=_("Tenggat seluruh bab"), widget=DateInput())
