import type { LogLevel } from '#libs/kernel';
import type { ServerLog } from './create-logger.js';
import { AgentTexts } from './agent-texts.js';
import type { LineFrame } from './line-frame.js';
import { quoted } from './quoted.js';
import type { RequestFacts } from './request-facts.js';
import { ecsFields, ownFields, type ToFields } from './request-fields.js';

/** The message of the event. */
const requestWords = ({ method, route, status }: RequestFacts) =>
  `${method} ${route ?? '(no route)'} ${status}`;

/**
 * Writes one event for each request, however it ended. Its line is put together from texts, between what pino writes
 * around them: as an object it took most of what the log costs.
 */
export class RequestLog {
  private readonly toFields: ToFields;
  private readonly agents = new AgentTexts();
  private readonly frames = new Map<LogLevel, LineFrame>();

  constructor(private readonly log: ServerLog) {
    this.toFields = log.format === 'ecs' ? ecsFields : ownFields;
  }

  write(level: LogLevel, facts: RequestFacts): void {
    const { logger, sink } = this.log;
    if (!logger.isLevelEnabled(level)) return;
    const fields = this.toFields(facts, this.agents);
    const words = requestWords(facts);
    const { error } = facts;
    if (error === undefined || error === null) {
      sink.write(this.frameOf(level).line(fields, quoted(words)));
    } else {
      logger[level]({ ...(JSON.parse(`{${fields}}`) as object), err: error }, words);
    }
  }

  private frameOf(level: LogLevel): LineFrame {
    const known = this.frames.get(level);
    if (known) return known;
    const frame = this.log.frameOf(level);
    this.frames.set(level, frame);
    return frame;
  }
}
