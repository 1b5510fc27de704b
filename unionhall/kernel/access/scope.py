"""Who reaches what: one question in SQL, asked by lists, pages, exports, papers, evidence, search and API alike."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from unionhall.kernel.access.models import Grant, User
from unionhall.kernel.access.permissions import Permission, roles
from unionhall.kernel.orgs.models import Org

Asker = User | AnonymousUser
NOTHING = Q(pk__in=())


class OutOfReach(LookupError):
    """Not there, or not to be seen: the answer is the same, and names nothing."""

    def __init__(self) -> None:
        super().__init__("没有找到，或不在可办理的范围内")


class Refused(Exception):
    """Inside one's reach, but without the right: names the right and who has it."""

    def __init__(self, permission: Permission, org: Org | None = None) -> None:
        self.permission, self.org = permission, org
        who = "、".join(role.label for role in permission.roles) or "专门授权的人员"
        super().__init__(f"需要“{permission.label}”的权限，{who}有此权限")


@dataclass(frozen=True)
class Reach:
    """The subtrees over which a user holds a right, and the person for whom it holds wherever it is about oneself."""

    paths: tuple[str, ...] = ()
    person_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.paths) or self.person_id is not None

    def touches(self, org: Org) -> bool:
        """Whether some of it lies at, above or below an organization; what is about oneself may lie anywhere."""
        here = org.path
        return self.person_id is not None or any(here.startswith(path) or path.startswith(here) for path in self.paths)

    def rows(self, model: type[Model]) -> Q:
        """The rows of a model inside the reach: of the organization, of the unit named, or about oneself."""
        names = {f.name for f in model._meta.concrete_fields}
        reach = NOTHING
        for path in self.paths:
            reach |= Q(path__startswith=path) if model is Org else Q(org__path__startswith=path)
            if "unit" in names:
                reach |= Q(unit__path__startswith=path)
        if self.person_id and "person" in names:
            reach |= Q(person=self.person_id)
        return reach

    def covers(self, record: Any) -> bool:
        """Whether one record lies inside; the same rule as ``rows``, for one that is not yet saved."""
        places = [record.org.path, getattr(getattr(record, "unit", None), "path", None)]
        if any(place and place.startswith(path) for place in places for path in self.paths):
            return True
        return self.person_id is not None and getattr(record, "person_id", None) == self.person_id


def grants_of(user: Asker, on: date | None = None) -> list[Grant]:
    """The grants in force today, read once a request."""
    if not isinstance(user, User) or not user.is_active:
        return []
    day = on or timezone.localdate()
    return [grant for grant in user.all_grants if grant.valid_from <= day and (grant.valid_to is None or day < grant.valid_to)]


def reach(user: Asker, permission: Permission | None = None) -> Reach:
    """Where the user holds the right; with no right named, everything the user reaches at all."""
    paths, person = [], None
    for grant in grants_of(user):
        role = roles[grant.role]
        if permission is not None and role not in permission.roles:
            continue
        if role.own:
            person = user.person_id if isinstance(user, User) else None
        elif grant.org.path:
            paths.append(grant.org.path)
    return Reach(tuple(paths), person)


def rows(model: type[Model], user: Asker, permission: Permission) -> QuerySet[Any]:
    """The rows of a model on which the user holds the right."""
    return model._default_manager.filter(reach(user, permission).rows(model))


def may(user: Asker, permission: Permission, record: Any) -> bool:
    return reach(user, permission).covers(record)


def require(user: Asker, permission: Permission, record: Any) -> None:
    """Raise ``OutOfReach`` where the record is out of reach, so that nothing is given away, and ``Refused`` without the right."""
    if may(user, permission, record):
        return
    if not reach(user).covers(record):
        raise OutOfReach
    raise Refused(permission, record.org)


def home(user: Asker) -> Org | None:
    """The organization a user works for: the first grant's."""
    held = grants_of(user)
    return held[0].org.home() if held else None
