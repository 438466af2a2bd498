"""Addresses of the plan room. `plan_code` and `code` are short stable codes; primary keys stay at home."""
from django.urls import include, path

from pillars.views import board, comments, imports, items, matrix, moves, narrative, outline, programs, sections, work

section = [
    path("", sections.section, name="section"),
    path("tulis", sections.write, name="section-write"),
    path("naskah", narrative.write, name="narrative-write"),
    path("naskah/simpan", narrative.save, name="narrative-save"),
    path("naskah/disisihkan/<int:number>", narrative.aside, name="save-aside"),
    path("program", programs.overview, name="programs-write"),
    path("program/baru", programs.program, name="program-new"),
    path("program/unduh", matrix.download, name="matrix-download"),
    path("program/unggah", matrix.upload, name="matrix-upload"),
    path("program/impor/<int:number>", imports.sheet_import, name="sheet-import"),
    path("program/disisihkan/<int:number>", programs.aside, name="program-aside"),
    path("program/<str:program_code>", programs.program, name="program-edit"),
    path("program/<str:program_code>/hapus", programs.remove, name="program-remove"),
    path("kesiapan", items.write, {"kind": "readiness"}, name="readiness-write"),
    path("kesiapan/disisihkan/<int:number>", items.aside, {"kind": "readiness"}, name="readiness-aside"),
    path("swot", items.write, {"kind": "swot"}, name="swot-write"),
    path("swot/disisihkan/<int:number>", items.aside, {"kind": "swot"}, name="swot-aside"),
    path("gambar", narrative.upload_picture, name="picture-upload"),
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

coordinating = [
    path("kerangka", outline.outline, name="outline"),
    path("pengaturan", outline.plan_settings, name="plan-settings"),
    path("tahap", outline.stages, name="stages"),
    path("tahap/<int:number>/hapus", outline.remove_stage, name="stage-remove"),
    path("kerangka/buku/<slug:book>/bab-baru", outline.new_chapter, name="chapter-new"),
    path("kerangka/bab/<slug:code>", outline.chapter, name="chapter-edit"),
    path("kerangka/bab/<slug:code>/hapus", outline.remove_chapter, name="chapter-remove"),
    path("kerangka/bab/<slug:code>/pindah", outline.move_chapter, name="chapter-move"),
    path("kerangka/bab/<slug:code>/bagian-baru", outline.new_section, name="section-new"),
    path("kerangka/bagian/<slug:code>", outline.section_outline, name="section-outline"),
    path("kerangka/bagian/<slug:code>/hapus", outline.remove_section, name="section-remove"),
    path("kerangka/bagian/<slug:code>/pindah", outline.move_section, name="section-move"),
]

importing = [
    path("impor", imports.start, name="imports"),
    path("impor/<int:number>", imports.review, name="import"),
    path("impor/<int:number>/bagian", imports.present, name="import-present"),
    path("impor/<int:number>/gambar/<uuid:key>", imports.picture, name="import-picture"),
    path("impor/<int:number>/urungkan", imports.undo, name="import-undo"),
    path("impor/<int:number>/buang", imports.discard, name="import-discard"),
]

urlpatterns = [
    path("pekerjaan", work.my_work, name="my-work"),
    path("reviu", work.queue, name="queue"),
    path("gambar/<uuid:key>", narrative.picture, name="picture"),
    path("rencana/baru", outline.new_plan, name="plan-new"),
    path("rencana/<slug:plan_code>/", include([*coordinating, *importing])),
    path("rencana/<slug:plan_code>/kemajuan", board.board, name="board"),
    path("rencana/<slug:plan_code>/bagian/<slug:code>/", include(section)),
]
