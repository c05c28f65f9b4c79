"""Whether a block is no part of the article it stands in: it leads to another, or asks for money.

The words are in English, Russian, Ukrainian, German, French, Spanish, Italian and Polish; the names
of classes are those that outlets and their programs give.
"""

import re

from index.sources.parsing.pages.blocks import Block
from index.sources.parsing.pages.seen import Page, text_of

MOSTLY_LINKS = 0.5
"""The share of a block's letters inside links from which it is a list of links, not a sentence."""

_LONGEST_WALL = 250
_LONGEST_LEAD = 300
_PAGE_TAGS = frozenset({"nav", "footer", "form", "menu", "fieldset"})
_PAGE_NAME = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|read-?more|more-?(?:on|from|stories|news|articles)"
    r"|also-?read|see-?also|newsletter\w*|subscri\w*|paywall\w*|sign-?up|share\w*|sharing|social\w*"
    r"|promo\w*|advert\w*|ads?|sponsor\w*|outbrain|taboola|breadcrumbs?|pagination|pager|tags?"
    r"|tag-?list|comments?|disqus\w*|cookie\w*|consent|banner|toolbar|nav\w*|menu|sidebar|popular"
    r"|most-?read|trending|teasers?|author-?(?:bio|box|info)|bio|donat\w*|rating|login|widget-area"
    r"|print|hidden|skip\w*|video-player|player|gallery-?nav|byline|meta|copyright|credits?)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_RELATED_NAME = re.compile(
    r"(?:^|[\s_-])(?:inline-?)?(?:related|recommend\w*|read-?(?:more|also|next)|also-?read|see-?also"
    r"|more-?(?:on|from|stories|news|articles)|promo\w*|teasers?|newsletter\w*|most-?read)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_WALL_NAME = re.compile(
    r"(?:^|[\s_-])(?:pay-?wall\w*|reg-?wall\w*|piano\w*|subscri\w+-?wall|meter(?:ed)?-?wall"
    r"|premium-?(?:box|wall|teaser))(?=$|[\s_-])",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:read\s+(?:more|also|next|on)|also\s+read|see\s+also|related(?:\s+(?:articles?|stories|story"
    r"|news))?|more\s+(?:on\s+this|from|stories)|watch|listen|don['’]t\s+miss|recommended|next\s+article"
    r"|you\s+(?:may|might)\s+also\s+like|читайте\s+(?:также|ещё|еще)|по\s+теме|смотрите\s+также"
    r"|материалы\s+по\s+теме|читать\s+также|читайте\s+також|читайте\s+ще|дивіться\s+також"
    r"|за\s+темою|матеріали\s+за\s+темою|lesen\s+sie\s+(?:auch|mehr)|mehr\s+zum\s+thema"
    r"|lire\s+aussi|à\s+lire(?:\s+aussi)?|lea\s+también|leer\s+más|te\s+puede\s+interesar"
    r"|leggi\s+anche|czytaj\s+(?:też|także|więcej)|zobacz\s+(?:też|także))"
    r"\s*(?:[:—–|>»…-]|\Z)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:advertisement|advert|ad|sponsored|share|share\s+this(?:\s+article)?|print|copy\s+link|реклама"
    r"|поделиться|поширити|поділитися|anzeige|werbung|teilen|publicité|partager|publicidad|compartir"
    r"|pubblicità|reklama)\W*",
    re.IGNORECASE,
)
# What a page says to its reader where it hides the rest: at the beginning of the line or of a
# sentence, so that no sentence about members of a club is taken for it.
_WALL = re.compile(
    r"""(?:^|[.!?:–—]\s+)(?:please\s+)?(?:
      (?:(?:this|the\s+(?:rest|remainder)\s+of\s+this)\s+(?:article|story|content|page|text|report)\s
        .{0,30})?\b(?:(?:exclusively|available|reserved|only)\s+)?(?:for|to)\s+(?:our\s+)?
        (?:paying\s+)?(?:subscribers|members)(?:\s+only)?\W*$
      | (?:subscriber|member)s?[\s-](?:only|exclusive)\b
      | (?:subscribe|register|sign\s+(?:in|up)|log\s+in|join)\s+(?:now\s+|today\s+|here\s+)?
        (?:for\s+.{1,40}\s+)?to\s+(?:read|continue|keep|unlock|view|access|see)
      | to\s+(?:continue|keep)\s+reading,?\s+(?:please\s+)?(?:subscribe|register|sign|log|create)
      | already\s+(?:an?\s+(?:subscriber|member)|subscribed|registered|have\s+an\s+account)
      | subscribe\s+(?:now\s+)?(?:for|from)\s+\D{0,3}\d
      | you(?:'|’)?ve\s+(?:reached|read)\s+your\s+(?:last\s+|limit|monthly)
      | (?:эта\s+|этот\s+)?(?:статья|материал|текст)\s.{0,20}(?:только\s+)?для\s+подписчиков
      | (?:только|доступно)\s+(?:для\s+)?подписчик\w+ | (?:оформите|купите)\s+подписку
      | чтобы\s+(?:читать|дочитать|прочитать)\s.{0,40}подпи | уже\s+(?:есть\s+подписка|подписаны)
      | войдите,?\s+чтобы\s+(?:читать|продолжить)
      | (?:ця\s+|цей\s+)?(?:стаття|матеріал|текст)\s.{0,20}для\s+передплатників
      | (?:лише|тільки|доступно)\s+(?:для\s+)?передплатник\w+ | оформіть\s+(?:перед)?плату
      | вже\s+(?:маєте\s+передплату|передплатили) | увійдіть,?\s+щоб\s+(?:читати|продовжити)
      | (?:dieser\s+(?:artikel|inhalt|text)\s.{0,20})?(?:nur|exklusiv)\s+für\s+(?:unsere\s+)?
        (?:abonnent|mitglied)\w*
      | (?:jetzt|bitte)\s+(?:abonnieren|anmelden|registrieren).{0,40}(?:lesen|weiter)
      | (?:bereits|schon)\s+(?:abonnent|registriert|ein\s+abo) | weiterlesen\s+mit
      | (?:cet\s+)?(?:article\s.{0,10})?réservé\s+(?:aux|à\s+nos)\s+abonnés | déjà\s+abonné
      | abonnez-vous\s+pour | suscríbete\s+para | ya\s+eres\s+suscriptor
      | (?:exclusivo|solo)\s+para\s+(?:nuestros\s+)?suscriptores
      | riservato\s+agli\s+abbonati | (?:sei\s+)?già\s+abbonato
      | (?:tylko|wyłącznie)\s+dla\s+(?:subskrybentów|prenumeratorów)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BOX_CLASS = re.compile(r"pull-?quote", re.IGNORECASE)
# "Read more: " before a link, in whatever language: a few words without a number, then a mark.
_LEADING_WORDS = re.compile(r"[^\W\d_](?:[^\d:.!?—–|»>]){1,29}(?P<mark>[:—–|»>]\s*)?")
_FEWEST_LETTERS_IN_HEADLINE = 15
_MOST_LEADING_WORDS = 4
_MOST_LETTERS_IN_BOX = 400
_ENTRIES = frozenset({"td", "th", "tr", "dt", "dd", "blockquote", "figcaption"})
_PAGE = frozenset({"html", "body", "main", "article"})


def is_paywall(block: Block, around: Page) -> bool:
    """Tell whether a block asks the reader to pay or to log in for the rest of the article."""
    if not block.letters or block.level == 1 or len(block.text) > _LONGEST_WALL:
        return False
    return _WALL.search(block.text) is not None or _named(block.holder, _WALL_NAME, around)


def sign_up_boxes(around: Page) -> frozenset[Page]:
    """Return the elements that hold a form and little else: boxes that ask to sign up or to vote.

    A form without a box of its own is one by itself.
    """
    found: set[Page] = set()
    for form in around.iter("form", "input"):
        if form.tag == "form" or (form.get("type") or "").lower() == "email":
            box = form
            above = box.getparent()
            while above is not None and above is not around and _is_box(above):
                box, above = above, above.getparent()
            if _is_box(box):
                found.add(box)
    return frozenset(found)


def leads_away(block: Block, around: Page, boxes: frozenset[Page] = frozenset()) -> bool:
    """Tell whether a block leads away: "READ MORE: …", related links, an advertisement's label.

    So do all blocks in the `boxes` that ask to sign up.
    """
    if not block.letters or len(block.text) > _MOST_LETTERS_IN_BOX:
        return False
    if boxes and any(above in boxes for above in (block.holder, *block.holder.iterancestors())):
        return True
    if len(block.text) > _LONGEST_LEAD:
        return False
    is_linked = block.linked >= MOSTLY_LINKS * len(block.letters)
    if _LABEL.fullmatch(block.text):
        return True
    lead = _LEADS.match(block.text)
    if lead and (block.linked or lead.end() == len(block.text)):
        return True
    if _is_linked_headline(block):
        return True
    return (is_linked or block.level > 1) and _named(block.holder, _RELATED_NAME, around)


def may_lead(block: Block) -> bool:
    """Tell whether a line says what the link below it is: "ЧИТАЙТЕ ТАКОЖ", "On this day:"."""
    lead = _LEADING_WORDS.fullmatch(block.text)
    is_set_apart = lead is not None and (lead["mark"] is not None or block.text.isupper())
    return is_set_apart and len(block.text.split()) <= _MOST_LEADING_WORDS


def is_part_of_page(block: Block, around: Page) -> bool:
    """Tell whether a block among an article's is navigation, an advertisement or a form."""
    if block.linked > MOSTLY_LINKS * len(block.letters) and not _is_quoting(block):
        return True
    element = block.holder
    if element.tag == "footer" and _is_quoting(block):
        element = element.getparent()  # who said what is quoted
    while element is not None and element is not around:
        if element.tag in _PAGE_TAGS or _has_name(element, _PAGE_NAME):
            return True
        element = element.getparent()
    return False


def is_box(block: Block) -> bool:
    """Tell whether a block stands in a box beside the text, as pull quotes do."""
    above = (block.holder, *block.holder.iterancestors())
    return any(element.tag == "aside" or _has_name(element, _BOX_CLASS) for element in above)


def _is_linked_headline(block: Block) -> bool:
    """Tell whether a paragraph or point is a link to a headline, behind at most a few words."""
    if block.level or block.holder.tag in _ENTRIES or block.text.endswith((".", "…")):
        return False
    lead = _LEADING_WORDS.match(block.text)
    leading = 0
    if lead and lead["mark"] and len(lead[0].split()) <= _MOST_LEADING_WORDS:
        leading = sum(map(str.isalnum, lead[0]))
    behind = len(block.letters) - leading
    return block.linked >= behind >= _FEWEST_LETTERS_IN_HEADLINE


def _is_box(element: Page) -> bool:
    letters = sum(map(str.isalnum, text_of(element)))
    return element.tag not in _PAGE and letters <= _MOST_LETTERS_IN_BOX


def _is_quoting(block: Block) -> bool:
    return any(above.tag == "blockquote" for above in (block.holder, *block.holder.iterancestors()))


def _named(element: Page, names: re.Pattern[str], until: Page | None) -> bool:
    while element is not None and element is not until:
        if _has_name(element, names):
            return True
        element = element.getparent()
    return False


def _has_name(element: Page, names: re.Pattern[str]) -> bool:
    classes, own_id = element.get("class"), element.get("id")
    return bool((classes and names.search(classes)) or (own_id and names.search(own_id)))
