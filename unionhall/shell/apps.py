"""Registers the shell with Django; its bookkeeping is listed in ``bookkeeping.py``."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.shell"
    label = "shell"
    verbose_name = "外壳"
    files = ("pages.places", "pages.users", "pages.audit")  # its own screens are declared as a module's are
