"""Permissions are constants declared by the room that uses them; a role bundles those that name it."""

from dataclasses import dataclass

from unionhall.base.registry import Registry

permissions: Registry["Permission"] = Registry("permission")
roles: Registry["Role"] = Registry("role")


@dataclass(frozen=True)
class Role:
    """What somebody is to an organization. ``own`` roles reach only what is about the person."""

    name: str
    label: str
    own: bool = False

    def __post_init__(self) -> None:
        roles.add(self.name, self)

    def __str__(self) -> str:
        return self.label


MEMBER = Role("member", "本人", own=True)
LEADER = Role("leader", "小组长")
OFFICER = Role("officer", "工会专干")
REVIEWER = Role("reviewer", "上级审核员")


@dataclass(frozen=True)
class Permission:
    """A right, written ``room:verb``, and the roles that have it."""

    name: str
    label: str
    roles: tuple[Role, ...]

    def __post_init__(self) -> None:
        permissions.add(self.name, self)


FIGURES = Permission("ledger:figures", "看数字", (OFFICER, REVIEWER))
EVIDENCE = Permission("ledger:evidence", "看数字背后的记录", (OFFICER,))
DECLARE = Permission("ledger:declare", "申报数字", (OFFICER,))
PAPERS = Permission("papers:write", "写文稿", (OFFICER,))
READ_PAPERS = Permission("papers:read", "看文稿", (OFFICER, REVIEWER))
ORGANIZE = Permission("orgs:manage", "管理组织与小组", (OFFICER,))
STAFF = Permission("people:manage", "管理人员卡片", (OFFICER,))
GRANT = Permission("access:grant", "开通用户与授权", (OFFICER,))
AUDIT = Permission("audit:read", "看办理日志", (OFFICER,))
REVEAL = Permission("people:reveal", "查看完整证件号", (OFFICER,))
FILES = Permission("files:read", "看附件", (OFFICER, LEADER, MEMBER))
