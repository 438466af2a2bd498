"""Forms for the registry of regulations and the region's abbreviations."""
from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from opd.models import Region
from pillars.models import Abbreviation, Regulation


class RegulationForm(forms.ModelForm):
    class Meta:
        model = Regulation
        fields = ["kind", "number", "year", "title", "issuer", "abbreviation", "status", "changed_by", "source", "checked"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "year": forms.TextInput(attrs={"inputmode": "numeric"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = self.helper.include_media = False
        self.helper.layout = Layout(
            Row(Column("kind"), Column("number"), Column("year")), "title", Row(Column("issuer"), Column("abbreviation")),
            Row(Column("status"), Column("changed_by")), "source", "checked",
        )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") != Regulation.Kind.UUD:
            for name, text in (("number", _("Tulis nomornya.")), ("year", _("Tulis tahunnya."))):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        if data.get("year") and not 1900 <= data["year"] <= 2100:
            self.add_error("year", _("Tahun ditulis empat angka, misalnya 2014."))
        if data.get("status") == Regulation.Status.REVOKED and not data.get("changed_by"):
            self.add_error("changed_by", _("Sebutkan peraturan yang mencabutnya."))
        return data


class AbbreviationForm(forms.ModelForm):
    class Meta:
        model = Abbreviation
        fields = ["short", "long"]

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.region = region
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_short(self) -> str:
        short = " ".join(self.cleaned_data["short"].split())
        if Abbreviation.objects.filter(region=self.region, short=short).exists():
            raise forms.ValidationError(_("Singkatan ini sudah ada dalam daftar."))
        return short
