# One image for web, worker and clock; compose.yaml says which runs what.
FROM python:3.12-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY requirements.txt .
RUN uv venv /venv && VIRTUAL_ENV=/venv uv pip install --no-cache -r requirements.txt
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN python -m tools.messages compile
# The settings want values that only the running site has; for gathering static files any will do.
RUN DJANGO_SETTINGS_MODULE=config.settings.production \
    SECRET_KEY=only-while-the-image-is-built-0123456789-0123456789-0123456789 \
    DATABASE_URL=postgresql://nobody@localhost/nothing EMAIL_URL=consolemail:// \
    SITE_URL=https://localhost ALLOWED_HOSTS=localhost \
    STRIPE_SECRET_KEY=sk_live_none STRIPE_WEBHOOK_SECRET=whsec_0123456789abcdef \
    PRIVATE_FILE_KEYS=b25seS13aGlsZS10aGUtaW1hZ2UtaXMtYmUtYnVpbHQ= \
    ORGANISATION_NAME_KK=- ORGANISATION_NAME_RU=- ORGANISATION_NAME_EN=- \
    ORGANISATION_BIN=999940000000 WITHDRAWALS_JOURNAL=/withdrawals \
    python manage.py collectstatic --noinput

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app zhurek \
    && mkdir -p /data/media /data/private /withdrawals && chown -R zhurek /data /withdrawals
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    BIND=0.0.0.0 PORT=8000 MEDIA_ROOT=/data/media PRIVATE_MEDIA_ROOT=/data/private \
    WITHDRAWALS_JOURNAL=/withdrawals
USER zhurek
VOLUME /data /withdrawals
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["python", "-m", "tools.health"]
CMD ["gunicorn", "--no-control-socket"]
