"""The Web API methods by name."""

from bot.playground.arguments import Method
from bot.playground.methods import (
    app,
    assistant,
    chat,
    conversations,
    files,
    reactions,
    streams,
    users,
    views,
)

METHODS: dict[str, Method] = {
    **app.METHODS,
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **users.METHODS,
    **views.METHODS,
}
