"""Addresses of the people room: regions, agencies, positions, users and their memberships."""
from django.urls import path

from opd import views

urlpatterns = [
    path("baru", views.new_region, name="region-new"),
    path("<str:region_code>/", views.region, name="region"),
    path("<str:region_code>/lambang", views.arms, name="arms"),
    path("<str:region_code>/lambang/ganti", views.change_arms, name="arms-change"),
    path("<str:region_code>/opd", views.agencies, name="agencies"),
    path("<str:region_code>/opd-baru", views.new_agency, name="agency-new"),
    path("<str:region_code>/opd/<slug:slug>", views.agency, name="agency"),
    path("<str:region_code>/opd/<slug:slug>/jabatan-baru", views.new_position, name="position-new"),
    path("<str:region_code>/opd/<slug:slug>/jabatan/<int:number>", views.position, name="position"),
    path("<str:region_code>/orang", views.persons, name="persons"),
    path("<str:region_code>/orang-baru", views.new_person, name="person-new"),
    path("<str:region_code>/orang/<str:username>", views.person, name="person"),
    path("<str:region_code>/orang/<str:username>/sandi", views.person_password, name="person-password"),
    path("<str:region_code>/orang/<str:username>/aktif", views.person_active, name="person-active"),
    path("<str:region_code>/tugas/<int:number>/akhiri", views.membership_end, name="membership-end"),
    path("<str:region_code>/impor/<str:kind>", views.import_sheet, name="import-sheet"),
]
