import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { scrubFields, scrubText } from './scrub.js';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Contexts of Nest's own start messages, which are logged at level debug. */
const FRAMEWORK = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Nest's `Logger` on pino, for all features: `new Logger('Mail').log('Mail sent', { mail_id })`. Strings, objects and
 * errors are accepted in any order, with the context last, as Nest passes them; secrets and e-mail addresses are
 * removed.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', [message, ...rest]);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', [message, ...rest]);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', [message, ...rest]);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', [message, ...rest]);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', [message, ...rest]);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', [message, ...rest]);
  }

  private write(level: Level, parts: unknown[]): void {
    const hasContext = parts.length > 1 && typeof parts.at(-1) === 'string';
    const context = hasContext ? (parts.at(-1) as string) : undefined;
    const used = FRAMEWORK.has(context ?? '') && level === 'info' ? 'debug' : level;
    if (!this.logger.isLevelEnabled(used)) return;
    const { event, words } = eventOf(hasContext ? parts.slice(0, -1) : parts);
    this.logger[used](context === undefined ? event : { context, ...event }, words);
  }
}

function eventOf(parts: readonly unknown[]): { event: object; words: string | undefined } {
  const event: Record<string, unknown> = {};
  const words: string[] = [];
  for (const part of parts) {
    if (part instanceof Error) event['err'] = part;
    else if (typeof part === 'object' && part !== null) Object.assign(event, scrubFields(part));
    else if (typeof part === 'string') words.push(scrubText(part));
    else if (part !== undefined) words.push(JSON.stringify(part) ?? typeof part);
  }
  return { event, words: words.length === 0 ? undefined : words.join(' ') };
}
