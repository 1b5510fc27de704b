"""Addresses: what the shell derives from the registries."""

urlpatterns: list[object] = []
