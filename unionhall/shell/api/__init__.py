"""The interface for other programs: the same registers, actions and figures as the pages, as JSON.

Its addresses are made of the declarations, so that a new module brings its own. Description: ``/api/openapi.json``.
"""

from unionhall.shell.api.asking import add_figures
from unionhall.shell.api.frame import Interface
from unionhall.shell.api.records import add_actions, add_registers

api = Interface()
add_registers(api)
add_actions(api)
add_figures(api)
