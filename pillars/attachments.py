"""Taking in pictures: judged by content, bounded, and encoded anew, so that nothing but pixels remains."""
from __future__ import annotations

import hashlib
import io

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from opd import trail
from opd.models import User
from pillars import rules
from pillars.models import Attachment, Section
from pillars.refusals import NotAllowed, Refused

# As wide as a landscape A4 page at 220 dots an inch; more is neither seen nor printed.
WIDEST = 2400
ACCEPTED = ["JPEG", "PNG", "WEBP", "GIF"]


def accept(section: Section, upload: UploadedFile, *, by: User) -> Attachment:
    """Keep an uploaded picture with its section. The same picture again gives the row that is already there.

    Raises `NotAllowed`, or `Refused` with what is wrong with the file, in words.
    """
    if not rules.can_write(by, section):
        raise NotAllowed("Bagian ini sedang tidak terbuka untuk Anda tulis.")
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024**2
        raise Refused(f"Berkas “{upload.name}” terlalu besar. Batasnya {limit} MB; kecilkan gambar lalu unggah lagi.")
    data, media_type, suffix = reencode(upload)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        if known := Attachment.objects.filter(section=section, sha256=digest).first():
            return known
        picture = Attachment(
            plan=section.plan, section=section, sha256=digest, media_type=media_type, by=by,
            original_name=(upload.name or "")[-200:],
        )
        name = f"{picture.key}{suffix}"
        # A ContentFile without a name counts as no file, and the picture would have no size.
        picture.file.save(name, ContentFile(data, name), save=False)
        picture.save()
        trail.record("picture", by=by, region=section.plan.region, subject=f"section:{section.code}",
                     summary=f"Gambar {picture.original_name} diunggah", key=str(picture.key), sha256=digest)
    return picture


def reencode(file) -> tuple[bytes, str, str]:
    """(bytes, media type, suffix) of the picture in `file`, decoded and encoded anew: PNG if it has transparency or few
    colours, else JPEG. Raises `Refused` for anything that is no picture, or too large to decode."""
    try:
        image = Image.open(file, formats=ACCEPTED)
        if image.width * image.height > settings.ATTACHMENT_MAX_PIXELS:
            raise Refused(f"Gambar berukuran {image.width} × {image.height} titik, terlalu besar. "
                          f"Batasnya {settings.ATTACHMENT_MAX_PIXELS // 1_000_000} juta titik.")
        image = ImageOps.exif_transpose(image)
        image.thumbnail((WIDEST, WIDEST * 2))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refused("Berkas ini bukan gambar yang dapat dibaca. Gunakan JPG, PNG, atau WebP.") from None
    image.info.pop("exif", None)  # where and when it was taken is nobody's business
    image.info.pop("xmp", None)
    out = io.BytesIO()
    if image.mode in ("P", "RGBA", "LA", "1") or "transparency" in image.info:
        image.convert("RGBA").save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png", ".png"
    image.convert("RGB").save(out, "JPEG", quality=86, optimize=True, progressive=False)
    return out.getvalue(), "image/jpeg", ".jpg"
