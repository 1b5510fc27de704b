"""The addresses of every model's pages; a new module gets them by declaring its pages."""

from django.urls import path

from unionhall.shell.pages.entry import act, add, batch, defaults
from unionhall.shell.pages.listing import export_page, list_page
from unionhall.shell.pages.record import file_page, record_page, reveal, sign_off

urls = [
    path("files/<int:number>/", file_page, name="file"),
    path("<str:name>/", list_page, name="list"),
    path("<str:name>/add/", add, name="add"),
    path("<str:name>/export/", export_page, name="export"),
    path("<str:name>/defaults/", defaults, name="defaults"),
    path("<str:name>/batch/<str:verb>/", batch, name="batch"),
    path("<str:name>/<int:number>/", record_page, name="record"),
    path("<str:name>/<int:number>/reveal/", reveal, name="reveal"),
    path("<str:name>/<int:number>/sign-off/", sign_off, name="sign_off"),
    path("<str:name>/<int:number>/<str:verb>/", act, name="act"),
]
