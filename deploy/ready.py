"""The health check of the container: exits with 0 if the server is ready, with 1 otherwise."""

import http.client
import sys

try:
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
    connection.request("GET", "/readyz")
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except (OSError, http.client.HTTPException) as error:
    sys.exit(f"not ready: {error}")
