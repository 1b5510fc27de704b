"""Registers the room with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.orgs"
    label = "orgs"
    verbose_name = "组织"
