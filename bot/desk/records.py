"""Names of `bot.replies` for those who still look for them here."""

from bot.replies import Button as Button
from bot.replies import ButtonKind as ButtonKind
from bot.replies import ModerationButtonKind as ModerationButtonKind
from bot.replies import Offered as Offered
from bot.replies import PeopleButtonKind as PeopleButtonKind
from bot.replies import Press as Press
from bot.replies import Pressed as Pressed
from bot.replies import Served as Served
