"""The forms of the reference lists: a CSV to import, and one indicator of the region's own."""
from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from pillars.models import LibraryIndicator, Nomenclature


class ListForm(forms.Form):
    sheet = forms.FileField(label=_("Berkas CSV"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = self.helper.include_media = False


class NomenclatureForm(ListForm):
    edition = forms.CharField(label=_("Edisi"), max_length=Nomenclature._meta.get_field("edition").max_length,
                              help_text=_("Misalnya: Kepmendagri 900.1.15.5-1317/2023"))


class LibraryForm(forms.ModelForm):
    class Meta:
        model = LibraryIndicator
        fields = ["name", "definition", "formula", "unit", "direction", "source", "note", "pillar"]
        widgets = {"definition": forms.Textarea(attrs={"rows": 3}), "formula": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = self.helper.include_media = False
