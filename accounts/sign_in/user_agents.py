"""A `User-Agent` in words that people recognise.

Only a hint for the owner of an account, and nothing is decided by it: clients may send what they like. So the common
browsers and systems are named, and anything else is shown as it was sent.
"""

import re

UNKNOWN = "Unknown"
SHOWN_LENGTH = 100

# In this order: most browsers also claim to be the ones below them.
BROWSERS = (
    (re.compile(r"(?:Edg|EdgA|EdgiOS)/(\d+)"), "Edge"),
    (re.compile(r"(?:OPR|OPT)/(\d+)"), "Opera"),
    (re.compile(r"SamsungBrowser/(\d+)"), "Samsung Internet"),
    (re.compile(r"(?:Firefox|FxiOS)/(\d+)"), "Firefox"),
    (re.compile(r"(?:Chrome|CriOS)/(\d+)"), "Chrome"),
    (re.compile(r"Version/(\d+).* Safari/"), "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def describe_user_agent(text: str) -> str:
    """`Firefox 124 on Windows`; the beginning of the text itself if it is not a known browser's."""
    browser = find_browser(text)
    if browser is None:
        return text[:SHOWN_LENGTH] or UNKNOWN
    system = next((name for word, name in SYSTEMS if word in text), None)
    return f"{browser} on {system}" if system else browser


def find_browser(text: str) -> str | None:
    for pattern, name in BROWSERS:
        if match := pattern.search(text):
            return f"{name} {match[1]}"
    return None
