"""The application class of kernel rooms and modules: it reads their declaration files, known by fixed names."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

# In the order in which a later file may use an earlier one.
DECLARATION_FILES = ("permissions", "workflow", "actions", "metrics", "sections", "events", "imports", "pages")


class ModuleConfig(AppConfig):
    """A room or module; on start-up its declaration files are imported, each of which fills a registry."""

    default = False
    files: tuple[str, ...] = DECLARATION_FILES

    def ready(self) -> None:
        for file in self.files:
            if find_spec(f"{self.name}.{file}"):
                import_module(f"{self.name}.{file}")
