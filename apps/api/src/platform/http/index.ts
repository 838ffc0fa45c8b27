export { createHttpAdapter } from './edge/http-adapter.js';
export {
  clientAddress,
  parseTrustProxy,
  plainAddress,
  type TrustRule,
} from './edge/client-address.js';
export { PROBE_HEADER, seenBy, signProbe, type Seen } from './edge/probe.js';
export { Edge } from './edge/edge.js';
export { QUIET_ROUTES } from './edge/request-facts.js';
export { httpConfig } from './http.config.js';
export { stopTimesOf, type StopTimes } from './stop-times.js';
export { IdempotencyModule } from './idempotency/idempotency.module.js';
export { HttpModule } from './http.module.js';
export { bearerTokenOf, soleBearerOf } from './access/bearer.js';
export { MetricsAccess } from './access/metrics-access.js';
export type { GatehouseReply, GatehouseRequest } from './edge/request-context.js';
export type { RoutePreparation, RoutePreparations } from './edge/route-preparation.js';
export { listHandlers, type HandlerDeclarations } from './handlers.js';
export { writtenOnce } from './edge/written-once.js';
export { OpenApi } from './docs/openapi.service.js';
export { OpenApiModule } from './docs/openapi.module.js';
export { ProblemFilter, toRefusedAttempt } from './problems/problem.filter.js';
export type { RefusalAnswer } from './problems/send-problem.js';
export { problemPage } from './problems/problem-page.js';
export {
  fieldProblemWords,
  hasPageWords,
  problemTitle,
  problemWords,
} from './problems/problem-words.js';
export type { ProblemTexts } from './problems/texts/index.js';
export { toProblem } from './problems/problem.js';
export { acceptsPage } from './problems/send-problem.js';
export { IsFlag } from './input/is-flag.js';
export { IsDescribed, IsNamed, findNamedProblem } from './input/is-text.js';
