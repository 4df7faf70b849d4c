# syntax=docker/dockerfile:1
# One image for everything: `serve` (the default), `index`, `copy`, and every other command.
#   docker build -t dramatis .
#   docker run --rm -v dramatis:/data -v "$PWD/archive:/articles:ro" dramatis index /articles
#   docker run -v dramatis:/data -p 127.0.0.1:8000:8000 dramatis
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/dramatis
COPY pyproject.toml constraints.txt README.md LICENSE dramatis.py ./
COPY mappings ./mappings
COPY indexer ./indexer
COPY search_api ./search_api
COPY samples ./samples
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/dramatis/bin/python -m pip install -c constraints.txt '.[parquet]'

FROM python:${PYTHON}
# The folder belongs to a user without rights; a named volume that is mounted there inherits it.
RUN useradd --uid 10001 --user-group --home-dir /data --create-home dramatis
COPY --from=build /opt/dramatis /opt/dramatis
ENV PATH=/opt/dramatis/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DRAMATIS_HOST=0.0.0.0 \
    DRAMATIS_PORT=8000 \
    DRAMATIS_INDEX_DIR=/data/index \
    DRAMATIS_REJECTED_FILE=/data/rejected.jsonl
USER dramatis
WORKDIR /data
VOLUME /data
EXPOSE 8000
# 503 while there is no index, or its server does not answer: urlopen raises, the check fails.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['DRAMATIS_PORT']}/health/ready\", timeout=8)"]
ENTRYPOINT ["dramatis"]
CMD ["serve"]
