"""Registers the room with Django, and the actions on what the kernel itself keeps."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.actions"
    files = ("places", "persons", "rights", "figures", "batches", "upkeep")
