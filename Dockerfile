# syntax=docker/dockerfile:1
FROM python:3.13-slim-trixie AS build
COPY requirements/server.txt /tmp/requirements.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim-trixie
# pg_dump and pg_restore for backups: the version of the server in docker-compose.yml, or a newer one.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DOWNWIND_ENV=production BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --home-dir /app --no-create-home downwind
COPY --from=build /opt/venv /opt/venv
COPY . /app
WORKDIR /app
# collectstatic needs valid settings; these random keys exist only during this step.
RUN mkdir -p var/media var/queue /backups \
    && random() { python -c 'import secrets; print(secrets.token_hex(32))'; } \
    && SECRET_KEY=$(random) RECORDS_KEYS=build=$(random) ALLOWED_HOSTS=build python manage.py collectstatic --noinput \
    && chown -R downwind var /backups
USER downwind
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
