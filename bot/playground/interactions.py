"""What people do beside writing: press, submit, close, use shortcuts and commands, go home."""

import asyncio

from bot.playground import events, forms, limits, payloads
from bot.playground.conversation import Conversation, Emit
from bot.playground.delivery import Delivery, NotDeliveredError
from bot.playground.files import FileShelf
from bot.playground.modals import Modals
from bot.playground.people import Channel, Person, direct_id
from bot.playground.profile import AppProfile
from bot.playground.shapes import Json, SlackRefusalError, VisitorError
from bot.playground.triggers import ResponseUrls, Triggers
from bot.playground.workspace import Workspace

SILENT = "The bot did not answer within 3 seconds."
ABSENT = "No bot is connected to this workspace."


class Interactions:
    """A person's side of buttons, forms, shortcuts and commands."""

    def __init__(
        self,
        *,
        workspace: Workspace,
        conversation: Conversation,
        modals: Modals,
        shelf: FileShelf,
        delivery: Delivery,
        emit: Emit,
        profile: AppProfile,
        base_url: str,
    ) -> None:
        self._workspace = workspace
        self._conversation = conversation
        self._modals = modals
        self._shelf = shelf
        self._delivery = delivery
        self._emit = emit
        self._profile = profile
        self._base_url = base_url
        self.triggers = Triggers(workspace.clock)
        self.response_urls = ResponseUrls(workspace.clock)
        self._notes: set[asyncio.Task[None]] = set()

    async def press(self, user_id: str, container: Json, action: Json, state: Json) -> None:
        """Use an element of a message or a view."""
        user = self._workspace.person(user_id)
        if container.get("type") == "view":
            payload = self._view_payload(user, container, action, state)
        else:
            payload = self._message_payload(user, container, action, state)
        await self._ask("interactive", payload)

    def _message_payload(self, user: Person, container: Json, action: Json, state: Json) -> Json:
        channel = self._workspace.channel(str(container.get("channel")))
        ts = str(container.get("ts"))
        if user.id not in channel.members:
            raise SlackRefusalError("not_in_channel")
        message = self._conversation.whispered(channel.id, ts, user.id)
        message = message or self._workspace.message(channel.id, ts)
        blocks: list[Json] = message.get("blocks", [])
        return payloads.message_actions(
            user,
            channel,
            message,
            self._entry(blocks, action),
            values=forms.merge_values(blocks, state),
            trigger_id=self.triggers.issue(user.id),
            response_url=self._response_url(user.id, channel, message),
        )

    def _view_payload(self, user: Person, container: Json, action: Json, state: Json) -> Json:
        view = self._view(user.id, str(container.get("view_id")))
        values = self._values(view, state)
        entry = self._entry(view["blocks"], action)
        return payloads.view_actions(user, view, entry, values, self.triggers.issue(user.id))

    def _entry(self, blocks: list[Json], action: Json) -> Json:
        ids = (str(action.get("block_id")), str(action.get("action_id")))
        element = forms.find_element(blocks, *ids)
        if element is None:
            raise VisitorError("This element is no longer there.", 404)
        return payloads.pressed(element, action, self._workspace.next_ts())

    def _view(self, user: str, view_id: str) -> Json:
        view = self._modals.find(user, view_id)
        if view is None:
            raise VisitorError("This view is no longer open.", 404)
        return view

    def _values(self, view: Json, given: Json) -> Json:
        values = forms.merge_values(view["blocks"], given)
        for actions in values.values():
            for state in actions.values():
                if state["type"] == "file_input":
                    state["files"] = [
                        self._shelf.describe(
                            self._shelf.get(one if isinstance(one, str) else one["id"])
                        )
                        for one in state["files"] or []
                    ]
        return values

    def _response_url(self, user: str, channel: Channel, message: Json | None = None) -> str:
        message = message or {}
        pass_id = self.response_urls.issue(
            user,
            channel.id,
            message.get("ts"),
            message.get("thread_ts"),
            ephemeral=bool(message.get("ephemeral")),
        )
        return f"{self._base_url}/response/{pass_id}"

    async def submit(self, user_id: str, view_id: str, given: Json) -> Json:
        """Submit a modal and do what the bot answers; return what the page must do."""
        user = self._workspace.person(user_id)
        view = self._view(user_id, view_id)
        values = self._values(view, given)
        refused = forms.complaints(view["blocks"], values)
        if refused:
            return {"response_action": "errors", "errors": refused}
        trigger = self.triggers.issue(user_id)
        answer = await self._ask(
            "interactive", payloads.view_submission(user, view, values, trigger)
        )
        if self._modals.find(user_id, view_id) is None:
            return {}
        try:
            return self._follow(user_id, view, answer)
        except SlackRefusalError as refusal:
            why = "; ".join(refusal.messages) or refusal.error
            raise VisitorError(
                f"The bot answered with a view that Slack refuses: {why}", 502
            ) from None

    def _follow(self, user_id: str, view: Json, answer: Json) -> Json:
        action = answer.get("response_action")
        if action == "errors":
            errors = answer.get("errors") or {}
            if not errors or errors.keys() - {block["block_id"] for block in view["blocks"]}:
                raise SlackRefusalError(
                    "invalid_arguments", ["errors must name blocks of the view"]
                )
            return {"response_action": "errors", "errors": errors}
        if action == "update":
            fresh = limits.check_view(answer.get("view"), ("modal",))
            return {"response_action": "update", "view": self._modals.update(fresh, view["id"])}
        if action == "push":
            fresh = limits.check_view(answer.get("view"), ("modal",))
            return {"response_action": "push", "view": self._modals.push(user_id, fresh)}
        if action == "clear":
            self._modals.close(user_id, everything=True)
            return {"response_action": "clear"}
        self._modals.close(user_id)
        return {}

    def close_view(self, user_id: str, view_id: str) -> None:
        """Close a modal; the bot hears of it when it asked to."""
        user = self._workspace.person(user_id)
        view = self._view(user_id, view_id)
        clear = bool(view["clear_on_close"])
        for closed in self._modals.close(user_id, everything=clear):
            if closed["notify_on_close"]:
                self._note(payloads.view_closed(user, closed, is_cleared=clear))

    async def shortcut(
        self, user_id: str, callback_id: str, channel_id: str = "", message_ts: str = ""
    ) -> None:
        """Use a global shortcut, or a message shortcut on a message."""
        user = self._workspace.person(user_id)
        trigger, now = self.triggers.issue(user_id), self._workspace.next_ts()
        if not message_ts:
            payload = payloads.global_shortcut(user, callback_id, trigger, now)
        else:
            channel = self._workspace.channel(channel_id)
            if user_id not in channel.members:
                raise SlackRefusalError("not_in_channel")
            message = self._workspace.message(channel.id, message_ts)
            payload = payloads.message_shortcut(
                user,
                channel,
                message,
                callback_id,
                trigger_id=trigger,
                response_url=self._response_url(user_id, channel, message),
                action_ts=now,
            )
        await self._ask("interactive", payload)

    async def command(self, user_id: str, channel_id: str, name: str, text: str) -> None:
        """Run a slash command; the bot's direct answer is shown in the channel."""
        user = self._workspace.person(user_id)
        channel = self._workspace.channel(channel_id)
        if user_id not in channel.members:
            raise SlackRefusalError("not_in_channel")
        payload = payloads.command(
            user,
            channel,
            name,
            text,
            trigger_id=self.triggers.issue(user_id),
            response_url=self._response_url(user_id, channel),
        )
        try:
            answer = await self._delivery.ask("slash_commands", payload)
        except NotDeliveredError as failure:
            word = (
                "dispatch_failed" if failure.reason == "connection_failed" else "operation_timeout"
            )
            sentence = f"{name} failed with the error “{word}”."
            self._conversation.whisper(channel, user_id, {"text": sentence})
            return
        if answer.get("text") or answer.get("blocks"):
            self.respond(channel, user_id, answer)

    def respond(self, channel: Channel, user_id: str, answer: Json, thread_ts: str = "") -> None:
        """Show what a bot answered to a command or at a response URL."""
        limits.check_message(answer.get("text"), answer.get("blocks"), answer.get("attachments"))
        message = {key: answer.get(key) for key in ("text", "blocks", "attachments")}
        thread_ts = str(answer.get("thread_ts") or thread_ts)
        if answer.get("response_type") == "in_channel":
            self._conversation.bot_post(channel, message, thread_ts or None)
        else:
            self._conversation.whisper(
                channel, user_id, {**message, "thread_ts": thread_ts or None}
            )

    def open_home(self, user_id: str, tab: str) -> Json | None:
        """Open the app's home; return the home view as it stands."""
        home = self._workspace.homes.get(user_id)
        now = self._workspace.next_ts()
        self._emit(events.home_opened(user_id, direct_id(user_id), tab, now, home))
        return home

    async def _ask(self, kind: str, payload: Json) -> Json:
        try:
            return await self._delivery.ask(kind, payload)
        except NotDeliveredError as failure:
            absent = failure.reason == "connection_failed"
            raise VisitorError(ABSENT if absent else SILENT, 504) from None

    def _note(self, payload: Json) -> None:
        async def send() -> None:
            try:
                await self._delivery.ask("interactive", payload)
            except NotDeliveredError:
                return

        task = asyncio.get_running_loop().create_task(send())
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)
