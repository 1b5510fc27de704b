"""Following every link as each of the people does: no link is closed, nobody else is shown, all is Chinese, nothing is written."""

from typing import Any

import pytest

from tests.contracts.browsing import crawl, is_page, read
from tests.contracts.test_words import is_read_in_chinese
from tests.contracts.test_writers import watched
from tests.contracts.world import World, furnish
from unionhall.kernel.access.scope import reach
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.declare import pages


def leads_nowhere_closed(answers: dict[str, Any]) -> None:
    """Menu, quick entries, buttons, tools: what is shown may be opened."""
    assert {url: answer.status_code for url, answer in answers.items() if answer.status_code != 200} == {}


def shows_only_ones_own(answers: dict[str, Any], user: Any) -> None:
    """No name of a person outside one's reach; levels above read no name at all."""
    hidden = {card.name for card in Card.objects.all() if not any(reach(user, page.view).covers(card) for page in pages)}
    assert hidden
    for url, answer in answers.items():
        texts = " ".join(read(answer)[0]) if is_page(answer) else ""
        assert not {name for name in hidden if name in texts}, url


@pytest.mark.parametrize("who", ["officer", "leader", "member", "reviewer"])
def test_what_one_comes_to_by_links(who: str, world: World) -> None:
    furnish(world)
    client = world.client(who)
    with watched() as written:
        answers = crawl(client)
    assert len(answers) > 3
    leads_nowhere_closed(answers)
    shows_only_ones_own(answers, world.user(who))
    for url, answer in answers.items():
        if is_page(answer):
            is_read_in_chinese(read(answer)[0], url)
    assert not written
