"""Registers the room with Django, and the actions on what the kernel itself keeps."""

from importlib import import_module

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.actions"
    label = "actions"
    verbose_name = "办理"

    def ready(self) -> None:
        for file in ("places", "persons", "rights", "figures", "batches", "upkeep"):
            import_module(f"{self.name}.{file}")
