"""Addresses of the printed book."""
urlpatterns = []
