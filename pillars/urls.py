"""Addresses of the plan room."""
from django.urls import path

from pillars.views import work

urlpatterns = [
    path("pekerjaan", work.my_work, name="my-work"),
]
