"""Log lines as JSON, without personal data: level, place, message, request."""

import json
import logging


class JsonLines(logging.Formatter):
    """One line of JSON an event; no bodies and no query strings of requests."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"at": self.formatTime(record), "level": record.levelname, "in": record.name, "says": record.getMessage().split("?")[0]}
        request = getattr(record, "request", None)
        if request is not None:
            line["request"] = getattr(request, "request_id", "")
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
