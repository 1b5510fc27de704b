"""Jobs: what runs by the calendar, without anybody asking."""
