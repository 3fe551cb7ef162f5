"""The floor: what the plainest honest page of the same kind costs on this machine, with the same libraries.

One page of 5 radio questions with 5 options each, drawn by WTForms' own widgets with its own token against
forgery; one row a form, written through SQLAlchemy to SQLite with synchronous=FULL; gunicorn, 2 x 4.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import Engine, String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from wtforms import Form, RadioField
from wtforms.csrf.session import SessionCSRF

from survey_engine.cli.demo_server import running
from survey_engine.server import SQLITE_PROCESSES, THREADS

OPTIONS = [(f"o{number}", f"Option {number} of the question") for number in range(5)]
SECRET = b"not a secret: the floor holds nothing"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>The floor</title></head>
<body>
<h1>Five questions</h1>
<form method="post" action="/">
{{ form.csrf_token }}
{% for field in form if field.name != "csrf_token" %}
<fieldset><legend>{{ field.label.text }}</legend>{{ field }}</fieldset>
{% endfor %}
<button type="submit">Continue</button>
</form>
</body>
</html>"""


class Base(DeclarativeBase):
    """The floor's one table."""


class AnswerRecord(Base):
    """One form."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    q1: Mapped[str] = mapped_column(String(20))
    q2: Mapped[str] = mapped_column(String(20))
    q3: Mapped[str] = mapped_column(String(20))
    q4: Mapped[str] = mapped_column(String(20))
    q5: Mapped[str] = mapped_column(String(20))


class FiveForm(Form):
    """Five radio questions."""

    class Meta:
        """WTForms' own token, kept in Flask's session."""

        csrf = True
        csrf_class = SessionCSRF
        csrf_secret = SECRET
        csrf_time_limit = None

        @property
        def csrf_context(self) -> Any:
            """Where the token is kept."""
            return session

    q1 = RadioField("Question 1", choices=OPTIONS)
    q2 = RadioField("Question 2", choices=OPTIONS)
    q3 = RadioField("Question 3", choices=OPTIONS)
    q4 = RadioField("Question 4", choices=OPTIONS)
    q5 = RadioField("Question 5", choices=OPTIONS)


def make_engine(database: Path) -> Engine:
    """SQLite that has every row on the disk before it answers; write-ahead log, as ours."""
    engine = create_engine(f"sqlite:///{database}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: object) -> None:
        connection.execute("PRAGMA busy_timeout = 15000")
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = FULL")

    return engine


def make_floor(database: Path) -> Flask:
    """The floor's application."""
    app = Flask(__name__)
    app.secret_key = SECRET
    app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once: a page from a text would be each time
    engine = make_engine(database)

    @app.get("/")
    def show() -> ResponseReturnValue:
        return render_template("page.html", form=FiveForm())

    @app.post("/")
    def save() -> ResponseReturnValue:
        form = FiveForm(request.form)
        if not form.validate():
            return render_template("page.html", form=form), 422
        with Session(engine) as database_session, database_session.begin():
            names = ("q1", "q2", "q3", "q4", "q5")
            database_session.add(AnswerRecord(**{name: form[name].data for name in names}))
        return redirect("/", 303)

    return app


def serve(database: Path, port: int) -> None:
    """Serve by gunicorn, with as many processes and threads as the survey has on SQLite."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": SQLITE_PROCESSES,
        "threads": THREADS,
        "worker_class": "gthread",
        "keepalive": 5,
        "loglevel": "error",
        "control_socket_disable": True,
    }

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn with these options."""

        def load_config(self) -> None:
            """Take the options above."""
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            """Make the application, in each process."""
            return make_floor(database)

    Server().run()


@contextmanager
def running_floor(folder: Path, port: int) -> Iterator[int]:
    """Run the floor in a process of its own; gives its process number once it answers."""
    database = folder / "floor.sqlite"
    engine = make_engine(database)
    Base.metadata.create_all(engine)
    engine.dispose()
    command = [sys.executable, "-m", "tests.performance.floor", str(database), str(port)]
    with running(command, os.environ, f"http://127.0.0.1:{port}", "/") as pid:
        yield pid


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
