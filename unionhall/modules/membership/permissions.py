"""Who sees the roster, and who keeps it."""

from unionhall.kernel.access.permissions import LEADER, MEMBER, OFFICER, Permission

VIEW = Permission("membership:view", "看会员名册", (OFFICER, LEADER, MEMBER))
MANAGE = Permission("membership:manage", "管理会籍", (OFFICER,))
