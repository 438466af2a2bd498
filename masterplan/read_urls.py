"""Addresses of the book on the screen. Those within its text are relative: see masterplan/reading.py."""
from django.urls import path

from masterplan.views import reading

urlpatterns = [
    path("rencana/<slug:plan_code>/baca/", reading.index, name="reading"),
    path("rencana/<slug:plan_code>/baca/buku-<int:number>/", reading.book, name="reading-book"),
    path("rencana/<slug:plan_code>/baca/buku-<int:number>/<slug:code>", reading.chapter, name="reading-chapter"),
    path("rencana/<slug:plan_code>/baca/gambar/<uuid:key>", reading.picture, name="reading-picture"),
]
