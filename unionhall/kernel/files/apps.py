"""Registers the room with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.files"
    label = "files"
    verbose_name = "文件"
