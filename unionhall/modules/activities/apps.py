"""Registers the module with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.modules.activities"
    verbose_name = "文体活动"
