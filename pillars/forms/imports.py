"""The form that a Word document is uploaded with."""
from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordForm(forms.Form):
    document = forms.FileField(label=_("Berkas Word (.docx, paling besar 25 MB)"), allow_empty_file=True,
                               widget=forms.FileInput(attrs={"accept": f".docx,{WORD_TYPE}"}))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = helper.include_media = False
        return helper
