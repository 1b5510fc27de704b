"""Access: permissions, the roles that bundle them, and grants of a role over a subtree for a time."""
