"""Addresses of the plan room. `plan_code` and `code` are short stable codes; primary keys stay at home."""
from django.urls import include, path

from pillars.views import board, comments, moves, sections, work

section = [
    path("", sections.section, name="section"),
    path("tulis", sections.write, name="section-write"),
    path("riwayat", sections.history, name="section-history"),
    path("bandingkan", sections.compare, name="section-compare"),
    path("ajukan", moves.submit, name="section-submit"),
    path("tarik", moves.withdraw, name="section-withdraw"),
    path("setujui", moves.approve, name="section-approve"),
    path("kembalikan", moves.send_back, name="section-return"),
    path("buka-kembali", moves.reopen, name="section-reopen"),
    path("catatan", comments.add, name="comment-add"),
    path("catatan/<int:number>/selesai", comments.resolve, name="comment-resolve"),
]

urlpatterns = [
    path("pekerjaan", work.my_work, name="my-work"),
    path("reviu", work.queue, name="queue"),
    path("rencana/<slug:plan_code>/kemajuan", board.board, name="board"),
    path("rencana/<slug:plan_code>/bagian/<slug:code>/", include(section)),
]
