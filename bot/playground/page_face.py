"""The page's side of the server: what a person sees and does, JSON in and JSON out."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.playground.conversation import page_file, present
from bot.playground.engine import Engine
from bot.playground.files import MAX_BYTES
from bot.playground.people import BOT_USER, TEAM_ID, TEAM_NAME, Channel
from bot.playground.shapes import Json, SlackRefusalError, VisitorError
from bot.playground.webapi import file_response

BAD_REQUEST, FORBIDDEN, NOT_FOUND = 400, 403, 404
UNKNOWN_PERSON = 4004
SENTENCES = {
    "not_in_channel": ("You are not in this channel.", FORBIDDEN),
    "channel_not_found": ("There is no such channel.", NOT_FOUND),
    "user_not_found": ("There is no such person.", NOT_FOUND),
    "message_not_found": ("There is no such message.", NOT_FOUND),
    "thread_not_found": ("There is no such thread.", NOT_FOUND),
    "file_not_found": ("There is no such file.", NOT_FOUND),
}

Answer = Callable[[Request], Awaitable[Json]]


class PageFace:
    """Routes under /playground/."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the page."""
        reads: dict[str, Answer] = {
            "state": self._state,
            "messages": self._messages,
            "thread": self._thread,
            "inspect": self._inspect,
        }
        writes: dict[str, Answer] = {
            "message": self._message,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "upload": self._upload,
            "action": self._action,
            "view_submit": self._view_submit,
            "view_close": self._view_close,
            "shortcut": self._shortcut,
            "command": self._command,
            "home": self._home,
        }
        routes: list[BaseRoute] = [WebSocketRoute("/playground/live", self._live)]
        routes += [_route(name, answer, "GET") for name, answer in reads.items()]
        routes += [_route(name, answer, "POST") for name, answer in writes.items()]
        routes.append(Route("/playground/file/{file_id}/{name}", self._file))
        return routes

    # Reading

    async def _state(self, request: Request) -> Json:
        engine, me = self._engine, self._me(request.query_params.get("as", ""))
        profile = engine.profile
        channels = engine.workspace.channels_of(me)
        users = engine.workspace.users.values()
        return {
            "team": {"id": TEAM_ID, "name": TEAM_NAME},
            "me": me,
            "users": [one.card() for one in users],
            "usergroups": [
                {"id": one.id, "handle": one.handle} for one in engine.workspace.usergroups.values()
            ],
            "channels": [_channel_card(one, profile.name) for one in channels],
            "bot": {
                "user_id": BOT_USER,
                "name": profile.name,
                "description": profile.description,
                "suggested_prompts": self._prompts(me),
            },
            "commands": list(profile.commands),
            "shortcuts": list(profile.shortcuts),
            "connected": engine.connected,
            "inspector": engine.setup.inspector is not None,
            "home": engine.workspace.homes.get(me),
            "views": engine.modals.stack(me),
        }

    def _prompts(self, me: str) -> list[Json]:
        for channel in self._engine.workspace.channels_of(me):
            if channel.im_with and (push := self._engine.workspace.prompts.get(channel.id)):
                prompts: list[Json] = push["prompts"]
                return prompts
        return list(self._engine.profile.prompts)

    async def _messages(self, request: Request) -> Json:
        channel = self._channel(request)
        found = self._engine.workspace.history(channel.id)
        return {"messages": [present(channel, one) for one in found]}

    async def _thread(self, request: Request) -> Json:
        channel, ts = self._channel(request), request.query_params.get("ts", "")
        root = self._engine.workspace.message(channel.id, ts)
        replies = self._engine.workspace.replies(channel.id, ts)
        return {"messages": [present(channel, one) for one in (root, *replies)]}

    async def _inspect(self, request: Request) -> Json:
        channel, ts = self._channel(request), request.query_params.get("ts", "")
        inspector = self._engine.setup.inspector
        if inspector is None:
            return {"entries": []}
        return {"entries": await asyncio.to_thread(inspector, channel.id, ts)}

    async def _file(self, request: Request) -> Response:
        return file_response(self._engine, request.path_params["file_id"])

    async def _live(self, socket: WebSocket) -> None:
        user = socket.query_params.get("as", "")
        if user not in self._engine.workspace.users:
            await socket.close(UNKNOWN_PERSON)
            return
        await self._engine.live.serve(socket, user)

    # Doing

    async def _message(self, request: Request) -> Json:
        body = await self._body(request)
        posted = self._engine.conversation.say(
            body["as"],
            _text(body, "channel"),
            str(body.get("text") or ""),
            body.get("thread_ts") or None,
            body.get("files") or (),
        )
        channel = self._engine.workspace.channel(body["channel"])
        return {"message": present(channel, posted)}

    async def _edit(self, request: Request) -> Json:
        body = await self._body(request)
        where = (_text(body, "channel"), _text(body, "ts"))
        self._engine.conversation.edit_own(body["as"], *where, _text(body, "text"))
        return {}

    async def _delete(self, request: Request) -> Json:
        body = await self._body(request)
        where = (_text(body, "channel"), _text(body, "ts"))
        self._engine.conversation.delete_own(body["as"], *where)
        return {}

    async def _react(self, request: Request) -> Json:
        body = await self._body(request)
        where = (_text(body, "channel"), _text(body, "ts"))
        name, remove = _text(body, "name"), bool(body.get("remove"))
        self._engine.conversation.react(body["as"], *where, name, remove=remove)
        return {}

    async def _upload(self, request: Request) -> Json:
        me = self._me(request.query_params.get("as", ""))
        if int(request.headers.get("content-length", 0)) > MAX_BYTES:
            raise VisitorError("A file may have 50 MB at most.", 413)
        async with request.form() as form:
            upload = form.get("file")
            if upload is None or isinstance(upload, str):
                raise VisitorError("The upload has no file.")
            content = await upload.read()
            name = upload.filename or "file"
        stored = self._engine.shelf.reserve(me, name, len(content))
        self._engine.shelf.fill(stored.id, content)
        return {"file": page_file(self._engine.shelf.describe(stored))}

    async def _action(self, request: Request) -> Json:
        body = await self._body(request)
        state = body.get("state") or {}
        await self._engine.interactions.press(
            body["as"],
            body.get("container") or {},
            body.get("action") or {},
            state.get("values") or {},
        )
        return {}

    async def _view_submit(self, request: Request) -> Json:
        body = await self._body(request)
        values = body.get("values") or {}
        return await self._engine.interactions.submit(body["as"], _text(body, "view_id"), values)

    async def _view_close(self, request: Request) -> Json:
        body = await self._body(request)
        self._engine.interactions.close_view(body["as"], _text(body, "view_id"))
        return {}

    async def _shortcut(self, request: Request) -> Json:
        body = await self._body(request)
        await self._engine.interactions.shortcut(
            body["as"],
            _text(body, "callback_id"),
            str(body.get("channel") or ""),
            str(body.get("message_ts") or ""),
        )
        return {}

    async def _command(self, request: Request) -> Json:
        body = await self._body(request)
        await self._engine.interactions.command(
            body["as"],
            _text(body, "channel"),
            _text(body, "command"),
            str(body.get("text") or ""),
        )
        return {}

    async def _home(self, request: Request) -> Json:
        body = await self._body(request)
        view = self._engine.interactions.open_home(body["as"], str(body.get("tab") or "home"))
        return {"view": view}

    # Shared

    def _me(self, user: str) -> str:
        person = self._engine.workspace.person(user)
        if person.is_bot:
            raise VisitorError("The bot speaks through its API, not through the page.", FORBIDDEN)
        return person.id

    async def _body(self, request: Request) -> Json:
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise VisitorError("The request needs a JSON object.")
        self._me(_text(body, "as"))
        return body

    def _channel(self, request: Request) -> Channel:
        me = self._me(request.query_params.get("as", ""))
        channel = self._engine.workspace.channel(request.query_params.get("channel", ""))
        if me not in channel.members:
            raise SlackRefusalError("not_in_channel")
        return channel


def _route(name: str, answer: Answer, method: str) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, **await answer(request)})
        except VisitorError as error:
            return JSONResponse({"ok": False, "error": str(error)}, error.status)
        except SlackRefusalError as refusal:
            sentence, status = SENTENCES.get(
                refusal.error, (f"Slack refuses this: {refusal.error}.", BAD_REQUEST)
            )
            return JSONResponse({"ok": False, "error": sentence}, status)
        except ValueError:
            return JSONResponse({"ok": False, "error": "The request is not JSON."}, BAD_REQUEST)

    return Route(f"/playground/{name}", endpoint, methods=[method])


def _text(body: Json, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise VisitorError(f"The request needs “{key}”.")
    return value


def _channel_card(channel: Channel, bot_name: str) -> Json:
    return {
        "id": channel.id,
        "name": bot_name if channel.im_with else channel.name,
        "kind": "im" if channel.im_with else "channel",
        "topic": channel.topic,
        "private": channel.private,
    }
