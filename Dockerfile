# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
COPY requirements/server.txt /tmp/requirements.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DOWNWIND_ENV=production
RUN useradd --system --uid 10001 --home-dir /app downwind
COPY --from=build /opt/venv /opt/venv
COPY . /app
WORKDIR /app
RUN mkdir -p var/media && SECRET_KEY=build RECORDS_KEYS=build=only-for-collectstatic ALLOWED_HOSTS=build python manage.py collectstatic --noinput \
    && chown -R downwind var
USER downwind
EXPOSE 8000
# The log names paths without their query: the calendar feed carries its token there.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--limit-request-line", "8190", \
     "--access-logfile", "-", \
     "--access-logformat", "%(h)s %(t)s %(m)s %(U)s %(s)s %(b)s %(M)s"]
