"""serve: the web workers and the one worker that delivers events and runs what is due. Nothing else needs to be started."""

import fcntl
import logging
import threading
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types

from unionhall.kernel.jobs.due import run_due
from unionhall.shell.cli.main import Stop, app, say

EVERY = 5  # seconds between two looks at what is due


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    host: Annotated[str, typer.Option(help="监听地址；前面有 nginx 时不用改")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="进程数", min=1)] = 2,
) -> None:
    """启动系统：网页、事件送达和定时任务。"""
    check_database()
    connection.close()  # what forks must not share a connection
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there

    def started(arbiter: object) -> None:
        say(f"已启动：http://{host}:{port}/　按 Ctrl+C 停止")

    _Server({"bind": f"{host}:{port}", "workers": workers, "when_ready": started, "post_worker_init": _begin_to_work}).run()


def check_database() -> None:
    """Raises ``Stop`` where the house is not set up, or its database is older than this software."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        raise Stop("还没有单位，请先运行 unionhall init --name 单位全称")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Stop("数据库需要更新，请先运行 unionhall upgrade")


def running() -> bool:
    """Whether this house is being served: whoever works off what is due holds its lock."""
    with _lock_file().open("w") as lock:
        return not _taken(lock)


class _Server(BaseApplication):  # type: ignore[misc]  # the same
    """gunicorn with settings of ours."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        fixed = {"proc_name": "unionhall", "control_socket_disable": True, "logconfig_dict": logs(), "graceful_timeout": 20, "timeout": 120}
        for name, value in {**fixed, **self.options}.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., object]:
        return get_wsgi_application()


def logs() -> dict[str, Any]:
    """The house's own logging, with gunicorn's lines in it."""
    config = deepcopy(settings.LOGGING)
    config["loggers"] = {"gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True}}
    return config


def _begin_to_work(worker: object) -> None:
    threading.Thread(target=work, name="due", daemon=True).start()


def work() -> None:
    """Run what is due, for as long as the process lives. The lock makes it one worker of many; when it dies another takes over."""
    with _lock_file().open("w") as lock:
        while not _taken(lock):
            time.sleep(EVERY)
        while True:
            close_old_connections()
            try:
                run_due(timezone.now())
            except Exception:  # a database that is away for a while must not end the worker
                logging.getLogger(__name__).exception("what is due could not be run")
            time.sleep(EVERY)


def _lock_file() -> Any:
    return settings.HOME / "serve.lock"


def _taken(lock: Any) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
