"""网上职工之家: the open-source system that a trade union runs on."""
