"""Suggestions on the screen."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.modules.suggestions import actions, permissions, workflow
from unionhall.modules.suggestions.models import Suggestion
from unionhall.shell.pages.declare import Pages
from unionhall.shell.pages.forms import Sheet


class Suggestions(Pages):
    """Each stage is noted on the day that it is reached, unless somebody says otherwise."""

    def fit(self, request: HttpRequest, sheet: Sheet) -> Sheet:
        days = {given.name for given in sheet.action.takes if given.kind == "day" and given.required}
        today = {name: Day(timezone.localdate()) for name in days if not sheet.values.get(name)}
        return replace(sheet, values={**sheet.values, **today})


Suggestions(
    Suggestion,
    label="合理化建议",
    menu="民主管理",
    order=200,
    icon="idea",
    view=permissions.VIEW,
    columns=("number", "title", "card.name", "unit", "category", "submitted_on", "award", "state"),
    filters=("submitted_on", "category", "award", "unit", "state"),
    create=actions.SUBMIT_SUGGESTION,
    actions=(workflow.adopt, workflow.carry_out, workflow.decline, actions.AWARD, actions.CORRECT, workflow.void),
    waiting="submitted",
    keep=("category", "submitted_on"),
    register="suggestions.register",
    empty="还没有合理化建议。可以登记一条，也可以导入已有的登记表。",
)
