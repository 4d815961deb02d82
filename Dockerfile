# Ravine in a container: the page and the server, kernels compiled ahead. `docker compose up` prints the address to open.
FROM python:3.13-slim

RUN useradd --create-home --uid 1000 ravine
WORKDIR /opt/ravine

# What Ravine needs changes seldom: it is installed by pyproject.toml alone, so that this layer is kept while code changes.
COPY pyproject.toml README.md LICENSE ./
RUN mkdir -p backend/ravine \
    && touch backend/ravine/__init__.py \
    && pip install --no-cache-dir --only-binary=llvmlite,numba,numpy,scipy . \
    && pip uninstall --yes --quiet ravine

COPY backend backend
COPY frontend/src frontend/src
COPY static static
RUN pip install --no-cache-dir --no-deps .

# Compiled code is kept under a name that holds the processor's: on another one the server compiles at its first start,
# behind the page, with progress.
USER ravine
WORKDIR /home/ravine
ENV PYTHONUNBUFFERED=1 RAVINE_CACHE=/home/ravine/.cache
RUN ravine warm

EXPOSE 8765
# Bound to every address inside the container, so a token guards it: generated at each start and printed.
CMD ["ravine", "serve", "--host", "0.0.0.0", "--port", "8765"]
