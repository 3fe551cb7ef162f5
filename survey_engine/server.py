"""The production server: gunicorn, or waitress where there is no fork. No access log, no patient words."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from survey_engine.punctual import REQUEST_SECONDS, punctual_worker
from survey_engine.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from survey_engine.web.gallery import Exhibit

THREADS: Final = 4
SQLITE_PROCESSES: Final = 2  # SQLite has one writer: more processes wait for it and make nothing quicker
POSTGRESQL_PROCESSES: Final = 4
# A start may wait 10 s for its slow derivation and a sender 2 s for a scrub: honest work ends well before.
TIMEOUT_SECONDS: Final = 60


def gunicorn_options(
    settings: Settings, host: str, port: int, request_seconds: float = REQUEST_SECONDS
) -> Mapping[str, object]:
    """Return gunicorn's settings. What proxies report is read by the application (ProxyFix), not here.

    `request_seconds`: how long one request may take to arrive.
    """
    is_sqlite = settings.database_url.startswith("sqlite")
    address = f"[{host}]" if ":" in host else host
    return {
        "bind": f"{address}:{port}",
        "workers": SQLITE_PROCESSES if is_sqlite else POSTGRESQL_PROCESSES,
        "threads": THREADS,
        "worker_class": punctual_worker(request_seconds),  # gthread, and a limit on slow senders
        "preload_app": False,  # a database connection must not cross a fork
        "timeout": TIMEOUT_SECONDS,
        "graceful_timeout": TIMEOUT_SECONDS // 2,
        "keepalive": 5,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "error",  # a warning would name the address and bytes of a request nobody can read
        "logger_class": reticent_logger(),
        "secure_scheme_headers": {},
        "forwarded_allow_ips": "",
        "forwarder_headers": "",
        "control_socket_disable": True,
        "proc_name": "survey-engine",
    }


def reticent_logger() -> type:
    """Return gunicorn's logger without access lines, addresses, requests or the words of an exception."""
    from gunicorn.glogging import Logger  # type: ignore[import-untyped] # it ships no types

    class ReticentLogger(Logger):  # type: ignore[misc] # its base has no types
        """Says where something went wrong and of what kind, never with what."""

        def access(self, *_: object) -> None:
            """Write nothing: an access log beside the answers would tell who answered when."""

        def exception(self, msg: object, *args: object, **kwargs: object) -> None:
            """Write the kind of the fault and where it arose."""
            self.error_log.error("A fault in the server: %s", fault_without_words(sys.exception()))

    return ReticentLogger


def fault_without_words(fault: BaseException | None) -> str:
    """Return the class of an exception and the line that raised it, as `KeyError at path.py:12`."""
    if fault is None:
        return "unknown"
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{place}"


def serve(settings: Settings, host: str, port: int, exhibits: Sequence[Exhibit] = ()) -> None:
    """Serve until stopped; returns or exits only then. `exhibits`: those of a developer's gallery."""
    if sys.platform == "win32":
        serve_with_waitress(settings, host, port, exhibits)
    else:
        serve_with_gunicorn(settings, host, port, exhibits=exhibits)


def serve_with_gunicorn(
    settings: Settings,
    host: str,
    port: int,
    request_seconds: float = REQUEST_SECONDS,
    exhibits: Sequence[Exhibit] = (),
) -> None:
    """Serve by gunicorn: several processes, each making its own application."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # it ships no types

    options = gunicorn_options(settings, host, port, request_seconds)

    class Server(BaseApplication):  # type: ignore[misc] # its base has no types
        """gunicorn with our settings and nobody's: no configuration file, no GUNICORN_CMD_ARGS."""

        def load_config(self) -> None:
            """Take the options above."""
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """Make the application, in each process."""
            return application(settings, exhibits)

    Server().run()


def serve_with_waitress(settings: Settings, host: str, port: int, exhibits: Sequence[Exhibit] = ()) -> None:
    """Serve by waitress: one process, eight threads."""
    import waitress  # type: ignore[import-untyped] # it ships no types

    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    waitress.serve(application(settings, exhibits), host=host, port=port, threads=2 * THREADS, ident=None)


def application(settings: Settings, exhibits: Sequence[Exhibit] = ()) -> WSGIApplication:
    """Make the application, and let this process scrub the database and remind staff by itself."""
    from survey_engine import create_app
    from survey_engine.housekeeping import keep_scrubbed
    from survey_engine.web.pledge_reminders import remind_overdue

    app = create_app(settings, exhibits=exhibits)
    if not exhibits:  # what a gallery writes is thrown away with it
        keep_scrubbed(settings.database_url, remind=partial(remind_overdue, settings))
    return app
