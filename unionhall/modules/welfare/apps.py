"""Registers the module with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.modules.welfare"
    verbose_name = "福利疗养"
