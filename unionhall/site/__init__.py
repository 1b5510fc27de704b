"""The installation: settings, addresses, deployment. Knows everything, contains nothing."""
