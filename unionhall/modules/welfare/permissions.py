"""Who sees and who keeps this register."""

from unionhall.kernel.access.permissions import MEMBER, OFFICER, Permission

VIEW = Permission("welfare:view", "看福利发放", (OFFICER, MEMBER))
MANAGE = Permission("welfare:manage", "登记福利发放", (OFFICER,))
