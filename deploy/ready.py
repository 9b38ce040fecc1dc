"""Is the server in this container ready? Exit status 0 or 1, for the container's health check.

Asks as the proxy would: under the public name, over what counts as TLS.
"""

import http.client
import os
import sys

name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
try:
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=8)
    connection.request("GET", "/readyz", headers={"Host": name, "X-Forwarded-Proto": "https"})
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except (OSError, http.client.HTTPException) as error:
    sys.exit(f"not ready: {error}")
