"""Addresses of the people room: agencies, positions, users and their memberships."""
urlpatterns = []
