"""The table of commands: who may give each, which menus list it and who answers it.

Menus, dispatch, what a group may ask and the suggestions for a misspelt command are made from it.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.replies import Command, Role
from bot.sentences.say import Sentence, sentence

Desks = Literal["desk", "verifying", "people", "moderation"]
"""Who answers commands: `bot.desk`, `bot.desk.verifying`, `bot.people` or `bot.moderation`."""

Menu = Literal["groups", "private chats", "moderators"]
"""Whom a chat platform lists commands for: everybody in groups or in chats of their own, and
moderators in chats of their own."""


@dataclass(frozen=True, slots=True)
class KnownCommand:
    """A command as the table describes it.

    `role` is the least that may give it: "journalist" is everybody who was let in, also in an
    allowed group; "moderator" is a moderator in a chat of their own. `menu` is the sentence that
    says in a menu what the command does, `None` where no menu lists it. `is_for_groups` tells that
    a moderator may give it in a group, too.
    """

    name: str
    role: Role
    answered_by: Desks
    menu: Sentence | None
    is_in_groups_menu: bool = False
    is_for_groups: bool = False


# In the order in which menus list them: moderators see all, everybody else only their own.
TABLE = (
    KnownCommand("reports", "moderator", "desk", sentence("command_reports")),
    KnownCommand("people", "moderator", "people", sentence("command_people")),
    KnownCommand("invite", "moderator", "people", sentence("command_invite")),
    KnownCommand("grant", "moderator", "people", sentence("command_grant")),
    KnownCommand("revoke", "moderator", "people", sentence("command_revoke")),
    KnownCommand("allow", "moderator", "people", sentence("command_allow"), is_for_groups=True),
    KnownCommand(
        "disallow", "moderator", "people", sentence("command_disallow"), is_for_groups=True
    ),
    KnownCommand("add", "moderator", "moderation", sentence("command_add")),
    KnownCommand("edit", "moderator", "moderation", sentence("command_edit")),
    KnownCommand("remove", "moderator", "moderation", sentence("command_remove")),
    KnownCommand("check", "moderator", "moderation", sentence("command_check")),
    KnownCommand("golden", "moderator", "moderation", sentence("command_golden")),
    KnownCommand("history", "moderator", "moderation", sentence("command_history")),
    KnownCommand("diff", "moderator", "moderation", sentence("command_diff")),
    KnownCommand("undo", "moderator", "moderation", sentence("command_undo")),
    KnownCommand("audit", "moderator", "moderation", sentence("command_audit")),
    KnownCommand("ask", "journalist", "desk", sentence("command_ask"), is_in_groups_menu=True),
    KnownCommand(
        "sources", "journalist", "desk", sentence("command_sources"), is_in_groups_menu=True
    ),
    KnownCommand("source", "journalist", "desk", sentence("command_source")),
    KnownCommand("verify", "journalist", "verifying", sentence("command_verify")),
    KnownCommand("quote", "journalist", "verifying", sentence("command_quote")),
    KnownCommand("quotes", "journalist", "verifying", sentence("command_quotes")),
    KnownCommand("save", "journalist", "verifying", sentence("command_save")),
    KnownCommand("saved", "journalist", "verifying", sentence("command_saved")),
    KnownCommand("drop", "journalist", "verifying", sentence("command_drop")),
    KnownCommand("export", "journalist", "verifying", sentence("command_export")),
    KnownCommand("help", "journalist", "desk", sentence("command_help"), is_in_groups_menu=True),
    KnownCommand("about", "journalist", "desk", sentence("command_about")),
    KnownCommand("privacy", "journalist", "desk", sentence("command_privacy")),
    KnownCommand("forget", "journalist", "desk", sentence("command_forget")),
    KnownCommand("login", "journalist", "people", None),  # the reader page tells who needs it
    KnownCommand("start", "journalist", "desk", None),  # a platform gives it for whoever is new
)


def menu(of: Menu) -> Iterator[tuple[str, Sentence]]:
    """List the commands of a menu, each with the sentence that says what it does."""
    for known in TABLE:
        is_listed = of == "moderators" or known.role == "journalist"
        if of == "groups":
            is_listed = known.is_in_groups_menu
        if is_listed and known.menu is not None:
            yield known.name, known.menu


def is_for_groups(name: str) -> bool:
    """Tell whether a command may be given in a group, where it may also be another bot's.

    >>> is_for_groups("ask"), is_for_groups("undo"), is_for_groups("weather")
    (True, False, False)
    """
    return any(
        known.name == name for known in TABLE if known.role == "journalist" or known.is_for_groups
    )


def is_about_group(command: Command) -> bool:
    """Tell whether a command is about the group that it is given in, for moderators alone."""
    return any(known.name == command.name for known in TABLE if known.is_for_groups)


def answered_by(command: Command) -> Desks | None:
    """Return who answers a command; `None` if there is none of this name for whoever gave it."""
    for known in _known_to(command.role):
        if known.name == command.name:
            return known.answered_by
    return None


def unknown_words(command: Command) -> Sentence:
    """Word that there is no such command for whoever gave it, and which one is spelt like it."""
    names = [known.name for known in _known_to(command.role)]
    near = difflib.get_close_matches(command.name, names, n=1)
    if near:
        return sentence("unknown_command", name=command.name, near=near[0])
    return sentence("unlike_any_command", name=command.name)


def _known_to(role: Role | None) -> Iterator[KnownCommand]:
    """List the commands that somebody of this role may give; in a group nobody has a role."""
    return (known for known in TABLE if known.role == "journalist" or role == "moderator")
