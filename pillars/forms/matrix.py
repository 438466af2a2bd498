"""The form that a workbook of matrices is uploaded with."""
from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MatrixForm(forms.Form):
    sheet = forms.FileField(label=_("Berkas Excel (.xlsx)"), widget=forms.FileInput(attrs={"accept": f".xlsx,{SHEET_TYPE}"}))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = helper.include_media = False
        return helper
