"""The web app manifest (w3.org/TR/appmanifest): by it, phones install the app under the name of the school."""

import json
import uuid
from typing import Any

from accounts.models import Company
from core.addresses.app import APP_PATH
from webapp.files import Page

PRODUCT = "Downwind"
NAVY = "#0f2a47"  # of the header, as in clients/web/index.html
ICONS = "/static/app/assets/icons"
ICON_ENTRIES = [
    {"src": f"{ICONS}/icon.svg", "sizes": "any", "type": "image/svg+xml"},
    {"src": f"{ICONS}/icon-192.png", "sizes": "192x192", "type": "image/png"},
    {"src": f"{ICONS}/icon-512.png", "sizes": "512x512", "type": "image/png"},
    {"src": f"{ICONS}/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
]


def find_name(company_id: uuid.UUID | None) -> str:
    """The name of this school, or of the only one on the server; else that of the product, whoever asks."""
    schools = Company.objects.filter(pk=company_id) if company_id else Company.objects.all()
    names = list(schools.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else PRODUCT


def build_manifest(name: str) -> Page:
    manifest: dict[str, Any] = {
        "id": APP_PATH,
        "name": name,
        "short_name": name if len(name) <= 12 else PRODUCT,
        "start_url": APP_PATH,
        "scope": APP_PATH,
        "display": "standalone",
        "background_color": NAVY,
        "theme_color": NAVY,
        "icons": ICON_ENTRIES,
    }
    return Page(json.dumps(manifest, ensure_ascii=False).encode())
