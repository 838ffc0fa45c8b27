import type { SpanFacts } from '#libs/operation';

/** The command alone: keys have hashes of credentials and addresses in them. */
export const redisSpan =
  (command: string): (() => SpanFacts) =>
  () => ({
    name: command,
    attributes: { 'db.system.name': 'redis', 'db.operation.name': command },
  });
