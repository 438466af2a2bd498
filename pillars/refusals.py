"""Refusals: exceptions whose text a colleague in an OPD can read. Views show it as it is."""


class Refused(Exception):
    """Something may not be done now; `str()` says why, in Indonesian."""


class SectionMoved(Refused):
    """Somebody else was faster: the section is no longer in the state that the person saw."""

    def __init__(self, text: str = "Bagian ini sudah berubah sejak Anda membukanya. Muat ulang halaman, lalu periksa lagi."):
        super().__init__(text)


class NotAllowed(Refused):
    """The person has no office that may do this."""
