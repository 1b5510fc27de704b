"""Suggestions on the screen."""

from unionhall.modules.suggestions import actions, permissions, workflow
from unionhall.modules.suggestions.models import Suggestion
from unionhall.shell.pages.declare import Pages

Pages(
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
