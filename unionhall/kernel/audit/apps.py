"""Registers the room with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.audit"
    label = "audit"
    verbose_name = "审计"
