"""Addresses of the printed book and its looks."""
from django.urls import path

from masterplan.views import books, preview, references, styles

urlpatterns = [
    path("rencana/<slug:plan_code>/buku", books.books, name="books"),
    path("rencana/<slug:plan_code>/buku/susun", books.request_build, name="book-request"),
    path("rencana/<slug:plan_code>/buku/<int:number>", books.build, name="book-build"),
    path("rencana/<slug:plan_code>/buku/<int:number>/unduh", books.build_file, name="book-file"),
    path("daerah/<str:region_code>/gaya-buku", styles.style, name="book-style"),
    path("rencana/<slug:plan_code>/bagian/<slug:code>/pratinjau", preview.show, name="preview"),
    path("rencana/<slug:plan_code>/bagian/<slug:code>/rujukan", references.search, name="reference-search"),
]
