# The image of every service: one image, the command says which service it is.
#
# Only what the lock names, with its hashes, gets in: everything is fetched and verified as wheels
# first, and the final environment is installed from those alone. requirements.lock has no tools for
# tests or builds; what builds the package stays in the first stage.

ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS wheels
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN pip download --require-hashes --only-binary=:all: --no-deps --dest /wheels -r requirements.lock \
    && pip install --require-hashes --only-binary=:all: --no-deps -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY shared ./shared
COPY services ./services
RUN pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv /opt/plenum \
    && /opt/plenum/bin/pip install --no-index --find-links /wheels plenum-ceilings

FROM ${PYTHON_IMAGE}
# 10001 is also the collector's user: the folder below gives its volume an owner that can write.
RUN groupadd --gid 10001 plenum \
    && useradd --uid 10001 --gid plenum --no-create-home --home-dir /tmp --shell /usr/sbin/nologin plenum \
    && install -d -o plenum -g plenum /telemetry
COPY --from=wheels /opt/plenum /opt/plenum
ENV PATH=/opt/plenum/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /tmp
USER 10001:10001
CMD ["plenum", "--help"]
