import type { LogLevel } from '#libs/kernel';
import type { ServerLog } from './create-logger.js';
import { ecsRequestEvent, requestEvent, requestWords, type RequestFacts } from './request-event.js';

/** Writes one event for each request, however it ended. */
export class RequestLog {
  private readonly toEvent: (facts: RequestFacts) => object;

  constructor(private readonly log: ServerLog) {
    this.toEvent = log.format === 'ecs' ? ecsRequestEvent : requestEvent;
  }

  write(level: LogLevel, facts: RequestFacts): void {
    if (!this.log.logger.isLevelEnabled(level)) return;
    this.log.logger[level](this.toEvent(facts), requestWords(facts));
  }
}
