"""Addresses: what the rooms of the shell bring along."""

from django.urls import URLPattern, URLResolver

from unionhall.shell.pages import addresses

urlpatterns: list[URLPattern | URLResolver] = addresses.urls()
