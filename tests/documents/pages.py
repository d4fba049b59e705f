"""Web pages, Markdown and plain text; and pages that show a wall instead of content."""

import textwrap
from html import escape
from pathlib import Path

from tests.documents.manuscript import Manuscript


def html(manuscript: Manuscript) -> str:
    """A news site's page: menu, cookie bar, article, related links, footer."""
    body = []
    for part in manuscript.parts:
        level = part.level + 1
        body.append(f"<h{level}>{escape(part.heading)}</h{level}>")
        body += [f"<p>{escape(text)}</p>" for text in part.paragraphs]
        if part.items:
            body.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in part.items) + "</ul>")
        if part.table:
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part.table)
            body.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("News", "Sport", "Weather", "Opinion"))
    title = escape(manuscript.title)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Harbour Times</title>
<meta name="author" content="{escape(manuscript.author)}"><meta property="og:title" content="{title}">
<style>body {{ margin: 0 }}</style></head><body>
<div class="cookie-banner">We use cookies to improve your visit. <button>Accept all</button></div>
<header><a href="/">Harbour Times</a></header><nav><ul>{menu}</ul></nav>
<main><article><h1>{title}</h1>
{chr(10).join(body)}
</article></main>
<aside><h2>Related stories</h2><ul><li><a href="/1">Ten quiet beaches</a></li></ul></aside>
<footer><p>© 2024 Harbour Times. All rights reserved. <a href="/privacy">Privacy</a></p></footer>
<script>window.tracker = true;</script></body></html>"""


def make_html(path: Path, manuscript: Manuscript) -> Path:
    path.write_text(html(manuscript), encoding="utf-8")
    return path


def markdown(manuscript: Manuscript) -> str:
    lines = [f"# {manuscript.title}", ""]
    for part in manuscript.parts:
        lines += [f"{'#' * (part.level + 1)} {part.heading}", ""]
        for text in part.paragraphs:
            lines += [textwrap.fill(text, 80), ""]
        lines += [f"- {item}" for item in part.items] + [""]
        if part.table:
            rows = ["| " + " | ".join(row) + " |" for row in part.table]
            lines += [rows[0], "|" + "---|" * len(part.table[0]), *rows[1:], ""]
    return "\n".join(lines)


def make_markdown(path: Path, manuscript: Manuscript) -> Path:
    path.write_text(markdown(manuscript), encoding="utf-8")
    return path


def text(manuscript: Manuscript) -> str:
    """Hard-wrapped at 72, headings on lines of their own."""
    lines = [manuscript.title.upper(), ""]
    for part in manuscript.parts:
        lines += [part.heading.upper(), ""]
        for paragraph in part.paragraphs:
            lines += [textwrap.fill(paragraph, 72), ""]
        lines += [textwrap.fill(f"- {item}", 72) for item in part.items] + [""]
        lines += ["  ".join(row) for row in part.table] + [""]
    return "\n".join(lines)


def make_text(path: Path, manuscript: Manuscript, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(text(manuscript).encode(encoding))
    return path


LOGIN_WALL = """<!DOCTYPE html><html><head><title>Sign in to continue | Harbour Times</title></head><body>
<main><h1>Sign in to continue reading</h1><p>This article is for subscribers. Already a subscriber? Log in below.</p>
<form><label>E-mail <input type="email"></label><label>Password <input type="password"></label>
<button>Log in</button></form><p>Not a member yet? Create a free account to read three articles a month.</p></main>
<footer>© 2024 Harbour Times</footer></body></html>"""

COOKIE_WALL = """<!DOCTYPE html><html><head><title>Before you continue</title></head><body><div class="consent">
<h1>Your privacy settings</h1><p>We and our partners use cookies to store information on your device. With your consent
we use cookies for advertising and analytics. You may change your consent in our privacy policy. Cookies that are
necessary cannot be refused.</p><button>Accept cookies</button><button>Reject</button></div></body></html>"""

SCRIPT_PAGE = """<!DOCTYPE html><html><head><title>App</title></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript><script src="/main.js"></script></body></html>"""

ROBOT_WALL = """<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>
<p>Please verify that you are human before you continue.</p></body></html>"""

EMPTY_PAGE = "<!DOCTYPE html><html><head><title>Nothing</title></head><body></body></html>"
