"""Registers the room with Django."""

from unionhall.base.modules import ModuleConfig


class Config(ModuleConfig):
    default = True
    name = "unionhall.kernel.jobs"
    label = "jobs"
    verbose_name = "定时任务"
