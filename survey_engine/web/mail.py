"""E-mail to staff, never to patients: by the SMTP server of the settings, or not at all."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final
from urllib.parse import unquote, urlsplit

from survey_engine.records import representatives
from survey_engine.settings import Configuration
from survey_engine.web.house import house

_SECONDS: Final = 20


class MailError(Exception):
    """The mail server did not take the letter."""


def send_invitation(email: str, link: str) -> bool:
    """Write to somebody who was invited; False where no mail server is set. Raises MailError."""
    organisation = house().settings.organisation
    return send(
        email,
        f"Your account for the survey of {organisation.name}",
        "\n".join(
            (
                "Hello,",
                "",
                f"{organisation.name} has made an account for you. To choose a password, open this link:",
                "",
                link,
                "",
                "It works once, for seven days. If you did not expect it, you need not do anything.",
            )
        ),
    )


def send(to: str, subject: str, text: str) -> bool:
    """Send one letter; False where no mail server is set or we never write to her again. Raises MailError."""
    with house().store.reading() as db:
        if not representatives.may_write(db, to, house().settings.master_key):
            return False
    return send_by(house().settings, to, subject, text)


def send_by(settings: Configuration, to: str, subject: str, text: str) -> bool:
    """The same outside a request."""
    address = settings.smtp_url
    if not address:
        return False
    url = urlsplit(address)
    message = EmailMessage()
    message["To"], message["Subject"], message["Date"] = to, subject, formatdate()
    message["From"] = _sender(settings, url.hostname or "localhost")
    message.set_content(text)
    try:
        with _connected(url.scheme, url.hostname or "localhost", url.port) as server:
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(type(error).__name__) from error
    return True


def _sender(settings: Configuration, host: str) -> str:
    """An address of our own host: nobody is to answer it."""
    own = urlsplit(settings.base_url).hostname or host
    return f"survey@{own if '.' in own else 'localhost.localdomain'}"


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=_SECONDS)
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    return server
