"""Registers the module with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.modules.suggestions"
    verbose_name = "合理化建议"
