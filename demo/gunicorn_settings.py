"""Settings of gunicorn for the demo school (docs.gunicorn.org/en/stable/settings.html)."""

wsgi_app = "config.wsgi:application"
workers = 2
threads = 4
preload_app = True
graceful_timeout = 5
worker_class = "operations.web_server.buffering_worker.BufferingWorker"
loglevel = "info"
# Otherwise gunicorn would create a control socket in the home directory.
control_socket_disable = True
