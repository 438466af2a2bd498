"""Pictures that people upload: made small, turned upright, and told nothing of where they were taken."""
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pillars import attachments
from pillars.models import Attachment
from pillars.refusals import NotAllowed, Refused


def photograph(kind: str = "JPEG", size=(400, 200), exif: dict | None = None) -> SimpleUploadedFile:
    image, data, out = Image.new("RGB", size, "teal"), Image.Exif(), io.BytesIO()
    for tag, value in (exif or {}).items():
        data[tag] = value
    data.get_ifd(0x8825)[2] = (1.0, 25.0, 0.0)  # a latitude
    data.get_ifd(0x8825)[1] = "S"
    image.save(out, kind, exif=data)
    return SimpleUploadedFile(f"foto.{kind.lower()}", out.getvalue())


def stored(section, upload, by) -> Image.Image:
    return Image.open(attachments.accept(section, upload, by=by).file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_remains(kind, section, penyusun):
    upload = photograph(kind, exif={0x010F: "Pembuat", 0x0132: "2025:01:02 03:04:05"})
    assert b"Pembuat" in upload.read()
    upload.seek(0)
    picture = stored(section, upload, penyusun)
    assert not picture.getexif()
    assert b"Pembuat" not in attachments.Attachment.objects.get().file.read()


def test_a_photograph_held_sideways_is_turned_upright(section, penyusun):
    assert stored(section, photograph(exif={0x0112: 6}), penyusun).size == (200, 400)


def test_a_large_photograph_is_made_smaller(section, penyusun):
    assert stored(section, photograph(size=(4800, 3000)), penyusun).size == (2400, 1500)


def test_the_same_picture_again_is_the_same_row(section, penyusun):
    first = attachments.accept(section, photograph(), by=penyusun)
    assert attachments.accept(section, photograph(), by=penyusun) == first
    assert Attachment.objects.count() == 1


def test_what_is_no_picture_is_refused_in_words(section, penyusun):
    with pytest.raises(Refused, match="bukan gambar"):
        attachments.accept(section, SimpleUploadedFile("foto.jpg", b"<svg onload=alert(1)>"), by=penyusun)


def test_a_stranger_uploads_nothing(section, opd_lain):
    with pytest.raises(NotAllowed):
        attachments.accept(section, photograph(), by=opd_lain)
