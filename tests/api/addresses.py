"""The addresses of the interface alone, so that its tests need no page."""

from django.urls import path

from unionhall.shell.api import api

urlpatterns = [path("api/", api.urls)]
