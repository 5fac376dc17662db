# One image for every kind of process; the command chooses.
FROM python:3.11-slim-bookworm AS build

RUN pip install --no-cache-dir "uv>=0.8,<1"
WORKDIR /srv/mayfly
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev
COPY . .
RUN SECRET_KEY=only-while-building-0123456789abcdefghij STATIC_ROOT=/srv/static \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm

RUN useradd --system --create-home --home-dir /var/lib/mayfly mayfly
COPY --from=build /srv /srv
WORKDIR /srv/mayfly
ENV PATH=/srv/mayfly/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/mayfly \
    STATIC_ROOT=/srv/static
USER mayfly
VOLUME /var/lib/mayfly
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
