"""What a browser must not do while a person answers: call a stranger, break the content policy, throw."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_HOSTS = {"127.0.0.1", "localhost", "::1"}


class Watch:
    """Records from the moment it is put on a context until the context is closed."""

    def __init__(self, context: BrowserContext) -> None:
        """Watch every page of the context, pages opened later included."""
        self.problems: list[str] = []
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("http", "https") or address.hostname not in OWN_HOSTS:
            self.problems.append(f"third-party request: {request.url[:120]}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports each refusal here, with scripts on or off.
        if "Content Security Policy" in message.text:
            self.problems.append(f"content policy: {message.text[:200]}")

    def _on_error(self, error: WebError) -> None:
        self.problems.append(f"script error: {str(error.error)[:200]}")
