"""Registers the room with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.ledger"
    label = "ledger"
    verbose_name = "事实账"
