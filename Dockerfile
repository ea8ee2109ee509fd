# The image of every service: one image, the command says which service it is. `docker compose build`
# makes it; the base image's pin is with the others, in docker-compose.yml.
#
# Only what the lock names, with its hashes, gets in: everything is fetched and verified as wheels
# first, and the final environment is installed from those alone. What builds and installs (hatchling,
# pip, setuptools) stays in the first stage. The same sources and base give the same files, byte for
# byte: compiled modules are checked by content, and every file bears the time of SOURCE_DATE_EPOCH.

ARG PYTHON_IMAGE

FROM ${PYTHON_IMAGE} AS wheels
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN pip download --require-hashes --only-binary=:all: --no-deps --dest /wheels -r requirements.lock \
    && pip install --require-hashes --only-binary=:all: --no-deps -r requirements-build.lock
COPY . .
ARG SOURCE_DATE_EPOCH=315532800
# `stack` brings what the services run on, `ifc` and `dxf` what reads and writes models and drawings, `gateway` the
# HTTP server, `postgres` its store's driver; `embedded` is left out, whose server would be a second one. The
# packages' own tests are not for running them.
RUN pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/plenum \
    && pip --python /opt/plenum/bin/python install --no-compile --no-index --find-links /wheels \
        "plenum-ceilings[stack,ifc,dxf,gateway,postgres]" \
    && find /opt/plenum/lib -type d -name tests -path '*/site-packages/*' -prune -exec rm -r {} + \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/plenum/lib \
    && find /opt/plenum -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="plenum" \
      org.opencontainers.image.description="Completes ceilings: the coordinator, six models and a selector" \
      org.opencontainers.image.version="0.2.0" \
      org.opencontainers.image.licenses="Apache-2.0"
# 10001 is also the collector's user: the folder below gives its volume an owner that can write.
RUN groupadd --gid 10001 plenum \
    && useradd --uid 10001 --gid plenum --no-create-home --home-dir /tmp --shell /usr/sbin/nologin plenum \
    && install -d -o plenum -g plenum /telemetry /gateway
COPY --from=wheels /opt/plenum /opt/plenum
ENV PATH=/opt/plenum/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /tmp
USER 10001:10001
CMD ["plenum", "--help"]
