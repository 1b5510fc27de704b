"""Who sees and who keeps this register."""

from unionhall.kernel.access.permissions import LEADER, MEMBER, OFFICER, Permission

VIEW = Permission("suggestions:view", "看合理化建议", (OFFICER, LEADER, MEMBER))
MANAGE = Permission("suggestions:manage", "登记合理化建议", (OFFICER,))
SUBMIT = Permission("suggestions:submit", "提合理化建议", (OFFICER, LEADER, MEMBER))
