"""Patterns of the wordings around an article on its page, in English, Russian and Ukrainian.

They are common to web pages and newsletters; none belongs to a single outlet.
"""

import re

_EVERYWHERE = re.IGNORECASE

# A short paragraph that holds one of these speaks of the page, not of the news.
TO_READER = re.compile(
    r"""
    \b(?:
      share\ (?:this|on|via) | click\ here | tap\ here | back\ to\ (?:the\ )?top | follow\ us
      | read\ (?:more|also|next|full\ story) | see\ also: | more\ (?:on|from)\ this\ (?:story|topic)
      | (?:related|recommended|latest|popular|featured)\ (?:articles?|stories|posts|news|topics)
      | most\ (?:read|popular|viewed) | you\ (?:may|might)\ also\ (?:like|be\ interested)
      | (?:sign|signed)\ up\ (?:for|to) | subscribe\ (?:to|now|here|today)
      | (?:our|free|daily|weekly)\ newsletters?
      | support\ (?:us|our\ (?:work|journalism))
      | (?:make|become)\ a\ (?:donation|donor|member|subscriber|patron) | donate\ (?:now|today|here)
      | (?:we|site|website)\ uses?\ cookies | cookies?\ (?:policy|settings|preferences)
      | accept\ (?:all\ )?cookies | privacy\ policy | terms\ of\ (?:use|service)
      | all\ rights\ reserved | do\ you\ like\ this\ (?:article|story|post)
      | was\ this\ (?:article|page)\ (?:helpful|useful)
      | leave\ a\ (?:comment|reply) | post\ a\ comment | log\ in\ to | create\ an\ account
      | download\ (?:our|the)\ app | copy\ link | print\ this | skip\ to\ (?:main\ )?content
      | article\ continues\ below | continue\ reading | enable\ javascript
      | подели(?:тесь|ться)\ (?:этим|статьей|статьёй|ссылкой) | подпи(?:шитесь|сывайтесь)\ на
      | читайте\ (?:также|ещё|еще|далее|нас) | вернуться\ к\ началу
      | (?:самое|новости)\ (?:читаемое|популярное|по\ теме) | (?:статьи|материалы|новости)\ по\ теме
      | похожие\ (?:статьи|материалы|новости)
      | (?:наш|наша|нашу)\ (?:рассылк\w+|телеграм\S*)
      | поддержите\ (?:нас|нашу|наших) | сделать\ пожертвование | (?:использует|используем)\ cookie
      | файлы\ cookie | все\ права\ защищены | политика\ конфиденциальности
      | оставьте\ комментарий | нажмите\ здесь | перейдите\ по\ ссылке | следите\ за\ нами
      | поділі?ться\ (?:цим|статтею|посиланням) | підпи(?:шіться|суйтесь|суйтеся)\ на
      | читайте\ (?:також|ще|далі) | (?:статті|матеріали|новини)\ (?:за|по)\ тем\w+
      | схожі\ (?:статті|матеріали|новини) | (?:наша|нашу)\ розсилк\w+ | наш\ телеграм\S*
      | підтримайте\ (?:нас|нашу|наших) | зробити\ внесок | (?:використовує|використовуємо)\ cookie
      | файли\ cookie | усі\ права\ захищен[оі] | всі\ права\ захищен[оі]
      | політика\ конфіденційності | залиште\ коментар | натисніть\ тут | стежте\ за\ нами
    )
    """,
    re.VERBOSE | _EVERYWHERE,
)

# A line that is nothing but one of these is a part of the page.
WHOLE_LINE = re.compile(
    r"""
    (?:
      share | trending | advertisement | sponsored | comments? | related | menu | search | author
      | tags? | topics? | captcha | newsletter | subscribe | donate | log\ in | sign\ in | print
      | e-?mail | facebook | twitter | telegram | whatsapp | instagram | youtube | home | next
      | prev
      | previous | previous\ (?:article|post) | next\ (?:article|post) | load\ more | show\ more
      | view\ comments | reply | breaking | live | save | listen | watch | skip | close | news
      | поделиться | реклама | комментарии | теги | темы | подписаться | войти | поиск | меню
      | главная | печать | новости | капча | автор | назад | вперёд | вперед
      | следующая | предыдущая | наверх | нагору
      | поширити | поділитися | коментарі | теми | підписатися | увійти | пошук | головна | друк
      | новини | назад | уперед | наступна | попередня
    )
    \W*
    """,
    re.VERBOSE | _EVERYWHERE,
)

# Lines that lead to another article: the word in front of its headline.
LEADS_ELSEWHERE = re.compile(
    r"(?:PREV|NEXT|PREVIOUS|READ MORE|READ ALSO|ALSO READ|RELATED|WATCH|LISTEN"
    r"|ЧИТАЙТЕ ТАКЖЕ|ПО ТЕМЕ|ЧИТАЙТЕ ТАКОЖ|ЗА ТЕМОЮ)\b"
    r"|(?:Read more|Read also|Also read|See also|Related|Next article|Previous article"
    r"|Читайте также|По теме|Читайте також|За темою)\s*[:—–|]"
)

# A last sentence of a few words that begins with one of these asks the reader for something.
ASKING = re.compile(
    r"""
    (?:
      (?:donate|subscribe|contribute)(?:\ (?:now|today|here|to|at)\b|\W*\Z)
      | (?:support|join|follow|help)\ (?:us|our)\b | share\ (?:this|it|your)\b
      | (?:sign\ up|register|download|apply|click|join|share|comment)\ (?:now|today|here|below)\b
      | (?:пожертвуйте|подпишитесь|подписывайтесь|поделитесь|поддержите|присоединяйтесь|скачайте
        |підпишіться|підписуйтесь|поділіться|підтримайте|приєднуйтесь|завантажте)\b
    )
    """,
    re.VERBOSE | _EVERYWHERE,
)

# Who wrote, took or made something.
CREDIT = re.compile(
    r"""
    (?:by|автор|авторка|текст)\b:?\s+
      (?-i:[A-ZА-ЯІЇЄҐ][\w.’'-]+(?:,?\s+(?:(?:and|in|for|и|та|й|в|у)\s+)?[A-ZА-ЯІЇЄҐ][\w.’'-]+){0,5})
      \s*\|?
    | (?:source|источник|джерело|photos?|фото|images?|video|видео|відео)\s*:\s*\S.{0,80}
    | (?:produced|edited|reporting|additional\ reporting|translated|photographs?|photos?|images?
        |graphics?|video|illustrations?)\s+by\s.{2,120}
    | ©.{0,120}
    | .{0,250}\[[^\]\[]{3,60}/[^\]\[]{2,40}\]
    | .{0,250}\((?:photo|image|фото|picture)\b[^()]{0,80}\)
    | [^/]{2,60}(?:\s/\s[^/]{2,40}){2,}
    """,
    re.VERBOSE | _EVERYWHERE,
)
