"""Registers the module with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.modules.competitions"
    verbose_name = "劳动竞赛"
