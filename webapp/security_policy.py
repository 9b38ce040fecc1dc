"""The headers of the web app's pages and files (w3.org/TR/CSP3, w3.org/TR/trusted-types; docs/decisions/0023).

The token of the API is in the browser's storage, where every script of this origin could read it. So scripts and styles
come from this server's files alone, nothing is requested from any other host, and text becomes HTML or the address of a
script only through the policies of `TRUSTED_TYPES`.
"""

from webapp.files import read_hashes

# The names of the Trusted Types policies that the app may create, once each.
TRUSTED_TYPES = "downwind"

# An installed app keeps the page with its headers, and gets both anew with a build after a change of this file.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'{script}; style-src 'self'{style}; "
    "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    f"require-trusted-types-for 'script'; trusted-types {TRUSTED_TYPES}"
)
# Of workers, which have the policy of their own file, and no page.
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
# Of any other file that somebody opens by its address: as a page, none of them does anything.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"

PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    # Not even to this server: the addresses of some pages are secrets (`/app/users/new_password/…`).
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def build_page_policy() -> str:
    """The policy of the index page. It admits the script and style in the text of the frame that shows slides, by their
    hashes: the frame has an opaque origin, to which no file belongs, and the policy of the page."""
    hashes = read_hashes()
    return PAGE_POLICY.format_map({kind: "".join(f" '{value}'" for value in hashes[kind]) for kind in hashes})
