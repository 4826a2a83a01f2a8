"""Who may do what, and who reads what: the one place that knows.

Roles are named by user id or user group. A manager may do what support may, an admin everything.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import NotAllowed
from bot.support.accounts import Account
from bot.support.models import Conversation, Place, Role, Ticket
from bot.support.phrases import say
from bot.support.policy import Roles
from knowledge.models import PUBLIC, Audience

_INCLUDED_IN = {
    Role.SUPPORT: (Role.SUPPORT, Role.MANAGER, Role.ADMIN),
    Role.MANAGER: (Role.MANAGER, Role.ADMIN),
    Role.DOC_MAINTAINER: (Role.DOC_MAINTAINER, Role.ADMIN),
    Role.ADMIN: (Role.ADMIN,),
}
_REFUSALS = {
    Role.SUPPORT: "not_staff",
    Role.MANAGER: "not_manager",
    Role.DOC_MAINTAINER: "not_maintainer",
    Role.ADMIN: "not_admin",
}
_GROUP = "S"


class Access:
    """The roles of people. `members` tells who is in a user group."""

    def __init__(self, roles: Roles, members: Callable[[str], frozenset[str]]) -> None:
        self._roles = roles
        self._members = members

    def has(self, user: str, role: Role) -> bool:
        """By user id or by user group; everybody is a developer."""
        if role is Role.DEVELOPER:
            return True
        named = [one for each in _INCLUDED_IN[role] for one in self._roles.holders(each)]
        if user in named:
            return True
        return any(user in self._members(one) for one in named if one.startswith(_GROUP))

    def require(self, user: str, role: Role, language: str) -> None:
        """Raise NotAllowed, in the person's words, unless they have the role."""
        if not self.has(user, role):
            raise NotAllowed(say(language, _REFUSALS[role]))


def is_private(place: Place, account: Account | None) -> bool:
    """Whether nobody but the account's people and staff read what is said there."""
    return place.is_direct or (account is not None and place.channel in account.channels)


def audience_of(conversation: Conversation, account: Account | None) -> Audience:
    """Whose documentation may be quoted in a conversation: never what is internal.

    What is for one customer is said only where no other reads it.
    """
    if account is None or not is_private(conversation.place, account):
        return PUBLIC
    return Audience(customers=(account.name,))


def may_tell(ticket: Ticket, conversation: Conversation, *, private: bool) -> bool:
    """Whether a ticket's words may be said in a conversation, which is `private` or not.

    They are the company's own, or the asker's, and no stranger to them reads along: or they stood
    in that very channel before.
    """
    here = ticket.place.channel == conversation.place.channel
    if ticket.customer and ticket.customer == conversation.customer:
        return here or private
    return ticket.reporter == conversation.asker and (here or conversation.place.is_direct)
