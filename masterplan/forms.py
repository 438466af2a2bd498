"""Which book to build."""
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from masterplan.models import BookBuild
from opd.models import Agency
from pillars.models import Plan


class BuildForm(forms.Form):
    """A book by its number (none: all of them), or an agency's part by the agency's short code."""

    mode = forms.ChoiceField(choices=BookBuild.Mode)
    book = forms.ModelChoiceField(queryset=None, to_field_name="number", required=False)
    agency = forms.ModelChoiceField(
        queryset=None, to_field_name="slug", required=False, label=_("Perangkat daerah"), empty_label=_("Pilih …")
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = plan.books.all()
        self.fields["agency"].queryset = Agency.objects.filter(region=plan.region, led_sections__plan=plan).distinct()

    def scope(self) -> dict:
        """The cleaned answer as `builds.request` takes it."""
        book, agency = self.cleaned_data["book"], self.cleaned_data["agency"]
        number = book.number if book and not agency else None
        return {"mode": self.cleaned_data["mode"], "book": number, "agency": agency}
