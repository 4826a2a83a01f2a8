"""Domains where anybody can have an address: no company is known by one of them."""

from __future__ import annotations

_LIST = """
    126.com 139.com 163.com 188.com 189.cn 21cn.com aliyun.com foxmail.com netease.com qq.com
    sina.cn sina.com sina.com.cn sohu.com tom.com vip.163.com vip.126.com vip.qq.com vip.sina.com
    wo.cn yeah.net
    aim.com aol.com att.net bellsouth.net bk.ru btinternet.com comcast.net cox.net daum.net
    duck.com email.com fastmail.com fastmail.fm free.fr freemail.hu gmail.com gmx.at gmx.ch gmx.com
    gmx.de gmx.net googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com hotmail.de
    hotmail.es hotmail.fr hotmail.it hushmail.com icloud.com inbox.ru kakao.com laposte.net
    libero.it list.ru live.cn live.com live.co.uk live.de live.fr mac.com mail.com mail.ru
    mailbox.org me.com msn.com nate.com naver.com orange.fr outlook.com outlook.de outlook.es
    outlook.fr outlook.jp pm.me posteo.de proton.me protonmail.ch protonmail.com rambler.ru
    rediffmail.com rocketmail.com sbcglobal.net seznam.cz sfr.fr t-online.de tuta.com tutanota.com
    ukr.net uol.com.br verizon.net virgilio.it wanadoo.fr web.de wp.pl ya.ru yahoo.ca yahoo.co.in
    yahoo.co.jp yahoo.co.kr yahoo.co.uk yahoo.com yahoo.com.br yahoo.com.cn yahoo.com.hk
    yahoo.com.tw yahoo.de yahoo.es yahoo.fr yahoo.in yahoo.it yandex.com yandex.ru ymail.com
    zoho.com
"""
_PUBLIC = frozenset(_LIST.split())


def is_public(domain: str) -> bool:
    """Whether strangers share the domain (lower case)."""
    return domain in _PUBLIC
