"""A local Slack-compatible workspace: Web API, Socket Mode, signed HTTP events, a web page.

The bot connects to it over real HTTP and WebSocket and cannot tell it from Slack::

    with PlaygroundServer() as slack:
        client = WebClient("xoxb-playground", base_url=slack.api_url)
"""

from bot.playground.engine import Setup
from bot.playground.profile import AppProfile
from bot.playground.server import PlaygroundServer
from bot.playground.visitor import Visitor

__all__ = ["AppProfile", "PlaygroundServer", "Setup", "Visitor"]
