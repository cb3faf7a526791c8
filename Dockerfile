# syntax=docker/dockerfile:1

# The portal: app, backend and documentation.
#
#   docker build --tag gatehouse .

FROM node:24-bookworm-slim AS base
RUN corepack enable
ENV YARN_CACHE_FOLDER=/var/cache/yarn
WORKDIR /portal

FROM base AS dependencies
COPY --parents package.json yarn.lock .yarnrc.yml .yarn/patches backstage.json */package.json packages/*/package.json plugins/*/package.json ./
RUN --mount=type=cache,target=/var/cache/yarn,sharing=locked \
  yarn install --immutable

FROM dependencies AS build
COPY --parents tsconfig.json app-config.yaml deploy/image/compress.mjs packages plugins ./
RUN yarn build:backend && \
  node deploy/image/compress.mjs packages/app/dist /runtime/packages/app/compressed
# Configuration and catalog files can be in any folder.
COPY --exclude=docs --exclude=scripts . .
RUN --mount=type=bind,from=dependencies,source=/portal,target=/built,rw \
  tar --extract --gzip --file packages/backend/dist/bundle.tar.gz --directory /built && \
  node deploy/image/catalogFiles.mjs /runtime app-config.yaml app-config.production.yaml && \
  node deploy/image/collect.mjs /built /runtime && \
  node deploy/image/configSchema.mjs /runtime && \
  cp deploy/image/healthcheck.mjs deploy/image/loadOnUse.cjs /runtime && \
  # The clone may be readable only by its owner.
  chmod -R a+rX /runtime

FROM base AS documentation
RUN apt-get update && \
  apt-get install --yes --no-install-recommends python3-venv && \
  rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/mkdocs/bin:$PATH
RUN python3 -m venv /opt/mkdocs && \
  pip install --no-cache-dir mkdocs-techdocs-core==1.7.1
COPY mkdocs.yml catalog-info.yaml deploy/image/documentation.cjs ./
COPY docs docs
RUN --mount=type=bind,from=dependencies,source=/portal/node_modules,target=/portal/node_modules \
  node documentation.cjs . /techdocs/default/component/gatehouse

FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="Gatehouse" \
  org.opencontainers.image.description="A Backstage portal whose users are signed in by oauth2-proxy" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
# File locations in the catalog are relative to this folder.
WORKDIR /app/packages/backend
COPY --from=build /runtime/node_modules /app/node_modules
COPY --from=build --exclude=node_modules /runtime /app
COPY --from=documentation --exclude=**/*.map /techdocs /app/techdocs
COPY --chmod=755 --parents scripts/doctor.mjs scripts/lib /app/
COPY --chmod=755 deploy/image/doctor.mjs /app/
EXPOSE 7007
HEALTHCHECK --interval=5s --timeout=3s --start-period=3m --start-interval=1s --retries=6 \
  CMD ["/nodejs/bin/node", "/app/healthcheck.mjs"]
CMD ["--max-semi-space-size=4", "--require=/app/loadOnUse.cjs", ".", "--config", "../../app-config.yaml", "--config", "../../app-config.production.yaml"]
# The version changes with every build, so it comes last.
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.version=$VERSION \
  org.opencontainers.image.revision=$REVISION \
  org.opencontainers.image.source=$SOURCE
