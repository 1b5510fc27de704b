"""Who may do what at the counter."""

from unionhall.kernel.access.permissions import LEADER, MEMBER, OFFICER, Permission

READ = Permission("library:read", "看借阅", (OFFICER, LEADER, MEMBER))
LEND = Permission("library:lend", "办理借阅", (OFFICER, LEADER))
