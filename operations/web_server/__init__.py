"""The web server: gunicorn manages the processes, waitress receives requests (docs/decisions/0010)."""
