"""Addresses: what the rooms of the shell bring along."""

from django.urls import URLPattern, URLResolver

from unionhall.shell.pages import entrance

urlpatterns: list[URLPattern | URLResolver] = entrance.urls()
