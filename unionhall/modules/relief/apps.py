"""Registers the module with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.modules.relief"
    verbose_name = "慰问帮扶"
