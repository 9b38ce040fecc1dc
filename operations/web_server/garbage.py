"""How often Python looks for objects that refer to each other and to which nobody else refers any more.

Each look through the oldest generation walks all the modules, classes and fields of Django, some 100 ms, and a response
with a long list makes so many objects that it happens every few requests: a fifth of all processor time.
"""

import gc

from django.apps import apps
from django.urls import get_resolver

# A long list makes some ten thousand objects, nearly all of which die without being looked for.
THRESHOLDS = (10_000, 20, 20)


def spare_loaded_objects() -> None:
    """Loads what the first request would load, and excludes everything loaded so far from the search for garbage."""
    if apps.ready:  # which another WSGI application than Downwind's, served with the same settings, does not load
        len(get_resolver().url_patterns)  # the URLs import every view, form and serializer
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
