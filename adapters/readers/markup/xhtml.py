"""XHTML, and shadow trees that a page declares, written as plain HTML: a parser of HTML would lose parts of them."""

import html
import re

_HEAD = 4_000  # characters in which a document says what it is
_NAMESPACE = "http://www.w3.org/1999/xhtml"
_PREFIX = re.compile(rf"xmlns:([A-Za-z][\w.-]{{0,20}})\s*=\s*[\"']{re.escape(_NAMESPACE)}[\"']")
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[<>]{0,500}\[", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:\"([^\"<]{0,500})\"|'([^'<]{0,500})')\s*>")
_MOST_ENTITIES = 300
_MOST_GROWTH = 2**20  # characters that entities may add to a document
_SHADOW = re.compile(r"<template\b[^<>]{0,300}?\sshadowroot(?:mode)?\s*=\s*[^<>]{0,300}>", re.IGNORECASE)
_END_OF_TEMPLATE = "</template>"


def as_html(markup: str) -> str:
    head = markup[:_HEAD]
    if "<!" in head and (doctype := _DOCTYPE.search(head)):
        markup = _with_entities(markup, doctype)
    if _NAMESPACE in head or head.lstrip().startswith("<?xml"):
        markup = _with_sections(markup)
        for prefix in {match[1] for match in _PREFIX.finditer(head)}:
            markup = re.sub(rf"(</?){re.escape(prefix)}:(?=[A-Za-z])", r"\1", markup)
    return _with_shadows(markup) if "shadowroot" in markup else markup


def _with_entities(markup: str, doctype: re.Match[str]) -> str:
    """Without the declarations of a document type, and with the entities that it declares written out."""
    end = markup.find("]", doctype.end())
    close = markup.find(">", end)
    if end < 0 or close < 0:
        return markup
    declared = _ENTITY.findall(markup[doctype.end() : end])[:_MOST_ENTITIES]
    values = {name: one or other for name, one, other in declared}
    body = markup[close + 1 :]
    grown = 0

    def written(match: re.Match[str]) -> str:
        nonlocal grown
        value = values.get(match[1])
        grown += len(value or "")
        return match[0] if value is None or grown > _MOST_GROWTH else value

    return markup[: doctype.start()] + re.sub(r"&([A-Za-z_][\w.-]{0,40});", written, body)


def _with_sections(markup: str) -> str:
    """With the text of CDATA sections as text."""
    parts, at = [], 0
    while (start := markup.find("<![CDATA[", at)) >= 0 and (end := markup.find("]]>", start)) >= 0:
        parts += [markup[at:start], html.escape(markup[start + 9 : end], quote=False)]
        at = end + 3
    return "".join([*parts, markup[at:]])


def _with_shadows(markup: str) -> str:
    """With shadow trees as blocks before what stands in their slots."""
    parts, at = [], 0
    while (start := _SHADOW.search(markup, at)) and (end := markup.find(_END_OF_TEMPLATE, start.end())) >= 0:
        parts += [markup[at : start.start()], "<div>", markup[start.end() : end], "</div>"]
        at = end + len(_END_OF_TEMPLATE)
    return "".join([*parts, markup[at:]])
