"""Who sees and who registers visits and help; hardship is not for everybody's eyes."""

from unionhall.kernel.access.permissions import MEMBER, OFFICER, Permission

VIEW = Permission("relief:view", "看慰问帮扶", (OFFICER, MEMBER))
MANAGE = Permission("relief:manage", "登记慰问帮扶", (OFFICER,))
