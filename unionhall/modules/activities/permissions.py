"""Who sees and who keeps this register."""

from unionhall.kernel.access.permissions import LEADER, MEMBER, OFFICER, Permission

VIEW = Permission("activities:view", "看文体活动", (OFFICER, LEADER, MEMBER))
MANAGE = Permission("activities:manage", "登记文体活动", (OFFICER,))
