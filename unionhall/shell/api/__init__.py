"""The interface for other programs: the same registers, actions and figures as the pages, as JSON.

Its addresses are made of the declarations, so that a new module brings its own. Description: ``/api/openapi.json``.
"""

from unionhall.shell.api.addresses import api

__all__ = ["api"]
