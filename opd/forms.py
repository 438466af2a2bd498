"""Forms of the people room. They clean; the acts are in `opd.people`."""
from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import RegexValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from opd.models import Agency, Membership, Position, PositionHolder, Region, Role, User

username_rule = RegexValidator(r"^[a-z0-9._-]{3,60}$", _("3 sampai 60 huruf kecil, angka, titik, atau tanda hubung."))
nip_rule = RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka."))
affairs_rule = RegexValidator(r"^([1-8]\.\d{2})( [1-8]\.\d{2})*$", _("Kode bidang urusan dipisah spasi, misalnya 2.16 2.20."))
region_rule = RegexValidator(r"^\d{2}(\.\d{2})?$", _("Kode Kemendagri, misalnya 64.09 (provinsi: 64)."))


def slug_of(abbreviation: str) -> str:
    """The short code of an agency, for addresses: "Disdik.Pora" becomes "disdikpora"."""
    return slugify(abbreviation.replace(".", ""))[:40]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class Plain:
    """Forms are printed inside a form tag of the page; scripts and styles come with the page."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = helper.include_media = False
        return helper


class InOrder:
    """A form of a period: the end not before the start, said at the field (the database holds it too)."""

    def clean(self):
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Tanggal akhir mendahului tanggal mulai."))
        return data


class RegionForm(Plain, forms.ModelForm):
    class Meta:
        model = Region
        fields = ["name", "kind", "capital", "head_title", "timezone"]


class ArmsForm(Plain, forms.Form):
    arms = forms.FileField(label=_("Lambang daerah (PNG atau JPG)"),
                           widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}))


class NewRegionForm(Plain, forms.ModelForm):
    """A region with the agency that coordinates its plan and that agency's first coordinator."""

    agency_name = forms.CharField(label=_("Perangkat daerah koordinator"), max_length=200,
                                  initial="Dinas Komunikasi dan Informatika")
    agency_abbreviation = forms.CharField(label=_("Singkatannya"), max_length=40, initial="Diskominfo",
                                          validators=[RegexValidator(r"[A-Za-z0-9]", _("Singkatan memerlukan huruf."))])
    username = forms.CharField(label=_("Nama pengguna koordinator"), validators=[username_rule])
    full_name = forms.CharField(label=_("Nama koordinator"), max_length=160)

    class Meta:
        model = Region
        fields = ["code", "name", "kind", "capital", "head_title", "timezone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(region_rule)


class AgencyForm(Plain, InOrder, forms.ModelForm):
    affairs = forms.CharField(label=_("Bidang urusan"), required=False, validators=[affairs_rule],
                              help_text=_("Kode dipisah spasi, misalnya 2.16 2.20 2.21; yang utama lebih dulu"))

    class Meta:
        model = Agency
        fields = ["name", "abbreviation", "affairs", "starts_on", "ends_on", "successor"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.region = region
        self.fields["successor"].queryset = Agency.objects.filter(region=region).exclude(pk=self.instance.pk)

    def clean(self):
        data = super().clean()
        if not self.instance.pk and data.get("abbreviation"):
            self.instance.slug = slug_of(data["abbreviation"])
            if not self.instance.slug or Agency.objects.filter(region=self.region, slug=self.instance.slug).exists():
                self.add_error("abbreviation", _("Singkatan ini sudah dipakai perangkat daerah lain."))
        return data


class PositionForm(Plain, forms.ModelForm):
    class Meta:
        model = Position
        fields = ["title", "rank"]


class HolderForm(Plain, InOrder, forms.ModelForm):
    class Meta:
        model = PositionHolder
        fields = ["user", "name", "kind", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(memberships__agency__region=agency.region).distinct()
        self.fields["user"].label = _("Akun")

    def clean(self):
        data = super().clean()
        if not data.get("user") and not data.get("name"):
            self.add_error("name", _("Isi akun atau nama."))
        return data


class PersonForm(Plain, forms.Form):
    """A new account with its first membership."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=160)
    username = forms.CharField(label=_("Nama pengguna"), validators=[username_rule], help_text=_("Misalnya penyusun.dinkes"))
    nip = forms.CharField(label="NIP", required=False, validators=[nip_rule])
    email = forms.EmailField(label=_("Surel"), required=False)
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Perangkat daerah"))
    role = forms.ChoiceField(label=_("Peran"), choices=Role)

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = region.agencies.holding()


class MembershipForm(Plain, InOrder, forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["agency", "role", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = region.agencies.holding()


class SheetForm(Plain, forms.Form):
    sheet = forms.FileField(label=_("Berkas Excel (.xlsx) atau CSV"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}))
