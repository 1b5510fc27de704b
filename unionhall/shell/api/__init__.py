"""The interface for other programs: the same registers, actions and figures as the pages, as JSON.

Its addresses are made of the declarations, so that a new module brings its own. Description: ``/api/openapi.json``.
"""

from unionhall.kernel.actions.declare import actions
from unionhall.shell.api.asking import router
from unionhall.shell.api.frame import Interface
from unionhall.shell.api.records import add_action, add_register
from unionhall.shell.pages.declare import pages

api = Interface()
for page in sorted(pages, key=lambda page: page.order):
    add_register(api, page)
for action in actions:
    if not action.hidden:
        add_action(api, action)
api.add_router("", router)
