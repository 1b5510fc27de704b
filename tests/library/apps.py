"""Registers the library with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "tests.library"
    label = "library"
    verbose_name = "图书馆"
