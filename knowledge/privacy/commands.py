"""Passwords in commands: the option says what follows, not a name; -p of mkdir is another."""

from __future__ import annotations

import re

from knowledge.privacy.kinds import Kind

_WORD_OF_SHELL = r"(?:\\{0,3}[\"'])?(?P<value>(?![-,}\])\\])[^\s\"'<>|;]{1,256})"
_OPTIONS = re.compile(
    r"\b(?:"
    rf"(?:sshpass|mysql(?:dump|admin|sh)?|mariadb(?:-dump)?)\b(?:[ ][^\n|;]{{0,120}}?)?"
    rf"[ ]-p(?![ ]?\d{{1,5}}\b)"
    rf"|(?:mongo(?:sh|dump|export|restore)?|cqlsh|altool|notarytool)\b"
    rf"[^\n|;]{{0,120}}?[ ]-p[ ](?!\d{{1,5}}\b)"
    rf"|(?:docker|podman|nerdctl|helm registry|az|oc|aws|npm|yarn|gh|argocd|influx)[ ]login\b"
    rf"[^\n|;]{{0,160}}?[ ](?:-p|--password)[ =]"
    rf"|redis-cli\b[^\n|;]{{0,80}}?[ ](?:-a|--pass)[ =]?"
    rf"|(?:sqlcmd|unzip|zip|7z|isql|osql|bcp|mosquitto_[ps]ub|ipmitool)\b"
    rf"[^\n|;]{{0,120}}?[ ]-[Pp](?![ ]?\d{{1,5}}\b)[ ]?"
    rf"|(?:vault|doctl auth|supabase)[ ]login[ ](?:token=)?"
    rf"|pass(?:in|out)?[ ]pass:|net[ ]use\b[^\n]{{0,100}}?/user:\S{{1,64}}[ ]"
    rf"|net[ ]user[ ][\w.-]{{1,64}}[ ](?!/)"
    rf"|echo[ ](?=[^\n|]{{1,128}}\|[ ]?sudo[ ]-S)"
    rf"){_WORD_OF_SHELL}"
)
_SSHPASS = re.compile(rf"\bsshpass[ ]-p[ ]?{_WORD_OF_SHELL}")
_USER_OPTION = re.compile(
    r"\b(?:curl|http|https|xh|wget)\b[^\n|;]{0,400}?[ ](?:-u|--user|-a|--auth|--proxy-user|-U)[ =]?"
    r"(?:\\{0,3}[\"'])?(?!https?:|ftp:)[^\s:\"']{1,128}:(?P<value>[^\s\"']{1,256})"
)
_CURL_OPTIONS = re.compile(  # curl -sSu lin:…
    r"\bcurl\b[^\n|;]{0,400}?[ ]-[A-Za-z]{1,6}u[ ](?:\\{0,3}[\"'])?"
    r"[^\s:\"']{1,128}:(?P<value>[^\s\"']{1,256})"
)
_CURL_COOKIE = re.compile(
    r"\bcurl\b[^\n|;]{0,400}?[ ](?:-b|--cookie)[ =]?[\"']?(?P<value>[\w.%-]{1,64}=[^\n\"']{4,4096})"
)
_SMB = re.compile(r"[ ]-U[ ]?[\w\\.-]{1,64}%(?P<value>[^\s\"'%]{3,128})")
_LFTP = re.compile(r"\bl?ftp\b[^\n|;]{0,120}?[ ]-u[ ][\w.@-]{1,64},(?P<value>[^\s\"']{3,128})")

COMMANDS: tuple[tuple[Kind, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        Kind.PASSWORD,
        (" -u", " --user", " -a", " --auth", " --proxy-user", " -U"),
        _USER_OPTION,
    ),
    (Kind.PASSWORD, ("curl ",), _CURL_OPTIONS),
    (Kind.COOKIE, ("curl ",), _CURL_COOKIE),
    (Kind.PASSWORD, ("sshpass",), _SSHPASS),
    (
        Kind.PASSWORD,
        (" -p", " --pass", " -a", " -P", " pass:", " login ", "net use", "sudo -S"),
        _OPTIONS,
    ),
    (Kind.PASSWORD, (" -U",), _SMB),
    (Kind.PASSWORD, ("ftp -u",), _LFTP),
)


def on_one_line(text: str) -> str:
    r"""The same length, with what a shell continues by a \ at the line's end as one line."""
    return text.replace("\\\r\n", "   ").replace("\\\n", "  ") if "\\" in text else text
