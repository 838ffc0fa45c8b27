import type { SpanFacts } from '#libs/operation';

/** The span has the command alone: keys contain hashes of credentials and addresses. */
export const redisSpan =
  (command: string): (() => SpanFacts) =>
  () => ({
    name: command,
    attributes: { 'db.system.name': 'redis', 'db.operation.name': command },
  });
