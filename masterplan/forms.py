"""Which book to build and in which form; how the books of a region look."""
from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterplan import exports, rules, styles
from masterplan.book.charts import COLORS
from masterplan.models import BookBuild, BookStyle, Logo
from opd.forms import Plain
from opd.models import Agency, User
from pillars.models import Chapter, Plan
from pillars.rules import WRITERS
from pillars.templatetags.words import day

EDITIONS = 20  # earlier finals that are offered to compare with


class BuildForm(forms.Form):
    """A book by its number (none: all of them), or an agency's part by the agency's short code; all further wishes may
    stay out. `part` says the same in one choice: "2", "2:b2-04" for a chapter, "opd:dinkes", "" for all books."""

    mode = forms.ChoiceField(label=_("Naskah"), choices=BookBuild.Mode)
    part = forms.ChoiceField(label=_("Yang dicetak"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    look = forms.ChoiceField(label=_("Tampilan PDF"), choices=BookBuild.Look, required=False)
    has_notes = forms.BooleanField(label=_("Catatan di tepi halaman (hanya draf PDF)"), required=False)
    against = forms.ModelChoiceField(
        queryset=None, label=_("Tandai perubahan terhadap (hanya PDF)"), required=False
    )
    book = forms.ModelChoiceField(queryset=None, to_field_name="number", required=False)
    agency = forms.ModelChoiceField(queryset=None, to_field_name="slug", required=False)

    def __init__(self, *args, plan: Plan, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["book"].queryset = plan.books.all()
        self.fields["agency"].queryset = Agency.objects.filter(region=plan.region, led_sections__plan=plan).distinct()
        self.fields["format"].choices = [("pdf", "PDF"), *((f.key, f.label) for f in exports.FORMATS.values())]
        self.fields["against"].queryset = BookBuild.objects.comparable(plan)
        self.fields["against"].label_from_instance = _edition
        self.editions = [] if self.is_bound else list(self.fields["against"].queryset[:EDITIONS])
        self.fields["against"].widget.choices = [("", _("tidak ditandai")), *((b.pk, _edition(b)) for b in self.editions)]
        if not rules.can_build_final(user, plan):
            self.fields["mode"].widget.choices = [("draft", BookBuild.Mode.DRAFT.label)]
        self.fields["part"].choices = self._parts(user)
        for name in ("mode", "part", "format", "look", "against"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def _parts(self, user: User) -> list:
        """What can be chosen: everything for those who build books, else the own agencies' parts."""
        agencies = list(self.fields["agency"].queryset)
        if not rules.can_build_draft(user, self.plan):
            mine = user.agency_ids_as(*WRITERS)
            return [(f"opd:{a.slug}", a.name) for a in agencies if a.pk in mine]
        books: dict[str, list] = {gettext("Semua buku"): [("", gettext("Semua buku dalam satu berkas"))]}
        for chapter in Chapter.objects.filter(book__plan=self.plan).select_related("book"):
            whole = (str(chapter.book.number), gettext("Buku %(number)s seluruhnya") % {"number": chapter.book.number})
            books.setdefault(str(chapter.book), [whole]).append((f"{chapter.book.number}:{chapter.code}", chapter.title))
        books[gettext("Bagian satu perangkat daerah")] = [(f"opd:{a.slug}", a.name) for a in agencies]
        return [(title, choices) for title, choices in books.items() if choices]

    @property
    def choices_shown(self) -> list:
        """The fields of the page that are lists to choose from."""
        names = ["mode", "part", "format", "look", *(["against"] if self.editions else [])]
        return [self[name] for name in names]

    def scope(self) -> dict:
        """The cleaned answer as `builds.request` takes it."""
        data = self.cleaned_data
        book, agency, chapter = data["book"], data["agency"], ""
        number = book.number if book and not agency else None
        if part := data["part"]:
            place, _, code = part.partition(":")
            if place == "opd":
                agency, number = self.fields["agency"].queryset.get(slug=code), None
            else:
                number, chapter = int(place), code
        return {
            "mode": data["mode"], "book": number, "agency": agency, "chapter": chapter, "format": data["format"] or "pdf",
            "look": data["look"] or "color", "has_notes": data["has_notes"], "against": data["against"],
        }


def _edition(build: BookBuild) -> str:
    return f"{build.scope_title}, {day(build.finished_at)}"


class ColorField(forms.CharField):
    """A colour "#rrggbb" that white letters can be read on, where `behind_white`."""

    def __init__(self, *, behind_white: bool = True, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"type": "color"}), **kwargs)
        self.behind_white = behind_white

    def clean(self, value: str) -> str:
        color = super().clean(value).lower()
        if not re.fullmatch("#[0-9a-f]{6}", color):
            raise forms.ValidationError(_("Tulis warna sebagai # dan enam angka heksadesimal, misalnya #12304f."))
        ratio = styles.contrast(color, "#ffffff")
        if self.behind_white and ratio < styles.READABLE:
            raise forms.ValidationError(_(
                "Huruf putih di atas warna ini sulit dibaca (kontras %(ratio)s : 1, paling sedikit 4,5 : 1). "
                "Pilih warna yang lebih gelap."
            ) % {"ratio": f"{ratio:.1f}".replace(".", ",")})
        return color


class BookStyleForm(Plain, forms.ModelForm):
    """The style of a region with the colours of its six dimensions and new pictures."""

    brand = ColorField(label=_("Warna utama"))
    accent = ColorField(label=_("Warna aksen"), behind_white=False)
    new_photograph = forms.FileField(
        label=_("Foto sampul (JPG, PNG, atau WebP)"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    new_logo = forms.FileField(
        label=_("Tambah logo (paling banyak tiga)"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    drop = forms.ModelMultipleChoiceField(
        queryset=Logo.objects.none(), label=_("Hapus logo"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = BookStyle
        fields = ["cover", "brand", "accent", "typeface", "text_size", "margin_left", "margin_right", "margin_top",
                  "margin_bottom", "numbers_by_chapter", "list_depth"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = {"GOV": "Governance", "BRA": "Branding", "ECO": "Economy", "LIV": "Living", "SOC": "Society",
                 "ENV": "Environment"}
        for code in COLORS:
            self.fields[f"color_{code}"] = ColorField(
                label=_("Warna Smart %(name)s") % {"name": names[code]},
                initial=self.instance.pillars.get(code, styles.usual_color(code)),
            )
        if self.instance.pk and (logos := self.instance.logos.all()):
            self.fields["drop"].queryset = logos
            self.fields["drop"].label_from_instance = lambda logo: f"{logo.width} × {logo.height}"
        else:
            del self.fields["drop"]
        self.order_fields(["cover", "brand", "accent", *(f"color_{code}" for code in COLORS)])

    def clean(self):
        data = super().clean()
        chosen = {code: data.get(f"color_{code}") for code in COLORS}
        self.instance.pillars = {c: color for c, color in chosen.items() if color and color != styles.usual_color(c)}
        return data

    def pictures(self) -> dict:
        """The pictures to add and to drop, as `styles.change` takes them."""
        data = self.cleaned_data
        return {"photograph": data["new_photograph"], "logo": data["new_logo"], "drop": list(data.get("drop") or ())}
