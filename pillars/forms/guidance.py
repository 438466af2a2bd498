"""Forms with which a coordinator writes the help beside the forms."""
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pillars import guidance
from pillars.models import Guidance


class FieldGuidanceForm(forms.ModelForm):
    """The region's own texts. An empty one leaves the general text in its place."""

    class Meta:
        model = Guidance
        fields = ["summary", *Guidance.PARTS]
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})} | {
            name: forms.Textarea(attrs={"rows": 6}) for name in Guidance.PARTS
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")


class SectionGuidanceForm(FieldGuidanceForm):
    topic = forms.ChoiceField(label=_("Petunjuk umum yang dipakai"), required=False)

    class Meta(FieldGuidanceForm.Meta):
        fields = ["topic", "summary", *Guidance.PARTS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("menurut judul bagian")), *guidance.topics()]
        self.fields["topic"].widget.attrs["class"] = "form-select"
