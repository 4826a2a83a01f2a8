"""Shared shapes: Slack speaks JSON objects, so a message or a view here is a plain dict."""

from typing import Any

Json = dict[str, Any]


class SlackRefusalError(Exception):
    """A call that Slack would refuse: ``error`` is Slack's name for it.

    ``messages`` become ``response_metadata.messages``; ``extra`` joins the top level of the answer.
    """

    def __init__(self, error: str, messages: list[str] | None = None, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def body(self) -> Json:
        """Return the answer as Slack words it."""
        answer: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            answer["errors"] = [message.removeprefix("[ERROR] ") for message in self.messages]
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class VisitorError(Exception):
    """A request of the page that cannot be done; the text is shown to the person as it is."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
