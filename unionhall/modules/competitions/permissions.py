"""Who sees and who keeps this register."""

from unionhall.kernel.access.permissions import LEADER, MEMBER, OFFICER, Permission

VIEW = Permission("competitions:view", "看劳动竞赛", (OFFICER, LEADER, MEMBER))
MANAGE = Permission("competitions:manage", "登记劳动竞赛", (OFFICER,))
