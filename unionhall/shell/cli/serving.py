"""serve: the web workers and the one worker that delivers events and runs what is due. Nothing else needs to be started."""

import fcntl
import logging
import threading
import time
from collections.abc import Callable
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types

from unionhall.kernel.jobs.models import run_due
from unionhall.shell.cli.main import Stop, app, say

LOCK = "serve.lock"
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

    # gunicorn's own lines go into the log of the house.
    logs = {**settings.LOGGING, "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True}}}
    _Server(
        bind=f"{host}:{port}",
        workers=workers,
        proc_name="unionhall",
        control_socket_disable=True,
        logconfig_dict=logs,
        graceful_timeout=20,
        timeout=120,
        when_ready=lambda arbiter: say(f"已启动：http://{host}:{port}/　按 Ctrl+C 停止"),
        post_worker_init=lambda worker: threading.Thread(target=work, name="due", daemon=True).start(),
    ).run()


def check_database() -> None:
    """Raises ``Stop`` where the house is not set up, or its database is older than this software."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        raise Stop("还没有单位，请先运行 unionhall init --name 单位全称")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Stop("数据库需要更新，请先运行 unionhall upgrade")


def running() -> bool:
    """Whether this house is being served: whoever works off what is due holds its lock."""
    with (settings.HOME / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def work() -> None:
    """Run what is due, for as long as the process lives. The lock makes it one worker of many; when it dies another takes over."""
    with (settings.HOME / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        while True:
            close_old_connections()
            try:
                run_due(timezone.now())
            except Exception:  # a database that is away for a while must not end the worker
                logging.getLogger(__name__).exception("what is due could not be run")
            time.sleep(EVERY)


class _Server(BaseApplication):  # type: ignore[misc]  # the same
    """gunicorn with settings of ours."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., object]:
        return get_wsgi_application()
