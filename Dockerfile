# syntax=docker/dockerfile:1

# The portal: app, backend and documentation, without what it takes to build them.
#
#   docker build --tag gatehouse .
#
# With --build-arg QUICK_START=false the backend starts as Backstage comes: docs/decisions/0015-a-quick-start.md

FROM node:24-bookworm-slim AS base
RUN corepack enable
ENV YARN_CACHE_FOLDER=/var/cache/yarn
WORKDIR /portal

FROM base AS manifests
COPY --parents package.json yarn.lock .yarnrc.yml backstage.json */package.json packages/*/package.json plugins/*/package.json ./

FROM manifests AS dependencies
RUN --mount=type=cache,target=/var/cache/yarn,sharing=locked \
  yarn install --immutable

FROM manifests AS production-dependencies
RUN --mount=type=cache,target=/var/cache/yarn,sharing=locked \
  yarn workspaces focus backend --production

FROM dependencies AS app
COPY --parents --exclude=packages/backend tsconfig.json app-config.yaml packages plugins ./
RUN yarn workspace app build
COPY deploy/image/compress.mjs deploy/image/
RUN node deploy/image/compress.mjs packages/app/dist packages/app/compressed
COPY deploy/image/configSchemas.mjs deploy/image/configProbes.mjs deploy/image/
ARG QUICK_START=true
RUN node deploy/image/configSchemas.mjs --app packages/app/dist && \
  chmod -R a+rX packages/app/dist packages/app/compressed

FROM dependencies AS backend
COPY --parents --exclude=packages/app tsconfig.json app-config.yaml packages plugins ./
# The app is built in a stage of its own, at the same time.
RUN sed -i 's/"build": ".*"/"build": "true"/' packages/app/package.json
RUN yarn build:backend
# What the backend can reach, laid out as in the clone.
COPY deploy/image/collect.mjs deploy/image/
RUN --mount=type=bind,from=production-dependencies,source=/portal,target=/reachable,rw \
  tar --extract --gzip --file packages/backend/dist/bundle.tar.gz --directory /reachable && \
  node deploy/image/collect.mjs /reachable /runtime && \
  chmod -R a+rX /runtime
COPY deploy/image/configSchemas.mjs deploy/image/configProbes.mjs deploy/image/loadOnUse.mjs deploy/image/loadOnUse.json deploy/image/shortcuts.mjs deploy/image/
ARG QUICK_START=true
RUN node deploy/image/configSchemas.mjs --backend /runtime && \
  if [ "$QUICK_START" = true ]; then \
  node deploy/image/loadOnUse.mjs /runtime deploy/image/loadOnUse.json && \
  node deploy/image/shortcuts.mjs /runtime; \
  fi

FROM base AS configuration
COPY --parents app-config.yaml app-config.production.yaml catalog-info.yaml examples ./
COPY deploy/image/healthcheck.mjs deploy/image/compileCache.cjs deploy/image/warmUp.mjs ./
# Whoever built this may have cloned with a strict umask.
RUN chmod -R a+rX .

FROM base AS mkdocs
RUN apt-get update && \
  apt-get install --yes --no-install-recommends python3-venv && \
  rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/mkdocs/bin:$PATH
RUN python3 -m venv /opt/mkdocs && \
  pip install --no-cache-dir mkdocs-techdocs-core==1.7.1

FROM mkdocs AS documentation
COPY mkdocs.yml catalog-info.yaml ./
COPY docs docs
COPY deploy/image/documentation.cjs ./
RUN --mount=type=bind,from=dependencies,source=/portal/node_modules,target=/portal/node_modules \
  node documentation.cjs . /techdocs/default/component/gatehouse && \
  find /techdocs -name '*.map' -delete

FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="Gatehouse" \
  org.opencontainers.image.description="A Backstage portal whose users are signed in by oauth2-proxy" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
# File locations in the catalog are relative to this folder.
WORKDIR /app/packages/backend
# What changes least comes first, so that a change of code uploads little.
COPY --from=backend /runtime/node_modules /app/node_modules
COPY --from=backend --exclude=node_modules /runtime /app
COPY --from=configuration /portal /app
# By the Node that is going to use it, and tried as another user, since a cluster may choose one.
ARG QUICK_START=true
USER 0
RUN --mount=type=tmpfs,target=/tmp \
  ["/nodejs/bin/node", "/app/warmUp.mjs", "compile", ".", "--config", "../../app-config.yaml", "--config", "../../app-config.production.yaml"]
USER 65532
RUN --mount=type=tmpfs,target=/tmp \
  ["/nodejs/bin/node", "/app/warmUp.mjs", "check", "--require", "/app/compileCache.cjs", ".", "--config", "../../app-config.yaml", "--config", "../../app-config.production.yaml"]
COPY --from=documentation /techdocs /app/techdocs
COPY --from=app --exclude=**/*.map /portal/packages/app/dist /app/packages/app/dist
COPY --from=app /portal/packages/app/compressed /app/packages/app/compressed
EXPOSE 7007
HEALTHCHECK --interval=5s --timeout=3s --start-period=3m --start-interval=1s --retries=6 \
  CMD ["/nodejs/bin/node", "/app/healthcheck.mjs"]
CMD ["--require", "/app/compileCache.cjs", ".", "--config", "../../app-config.yaml", "--config", "../../app-config.production.yaml"]
# Which version this is changes with every build, so it comes last.
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.version=$VERSION \
  org.opencontainers.image.revision=$REVISION \
  org.opencontainers.image.source=$SOURCE
