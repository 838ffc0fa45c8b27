import { hostname } from 'node:os';
import type { Writable } from 'node:stream';
import { ecsFormat } from '@elastic/ecs-pino-format';
import { pino, stdTimeFunctions, type Logger, type LoggerOptions } from 'pino';
import type { ConfigOf } from '#libs/config';
import type { LogLevel } from '#libs/kernel';
import { learnFrame, type LineFrame } from './line-frame.js';
import { LogSink } from './log-sink.js';
import type { loggingConfig } from './logging.config.js';
import { pretty } from './pretty.js';
import { scrubError } from './scrub.js';

type Format = 'pretty' | 'json' | 'ecs';

/** The logger of the process, with the sink that it writes to. */
export interface ServerLog {
  readonly logger: Logger;
  readonly sink: LogSink;
  readonly format: Format;
  /** What the logger writes around the fields of an event. */
  readonly frameOf: (level: LogLevel) => LineFrame;
}

const serializers = {
  err: (error: unknown) => (error instanceof Error ? scrubError(error) : error),
};

const OPTIONS: Readonly<Record<Format, LoggerOptions>> = {
  json: plain(),
  pretty: plain(),
  ecs: elastic(),
};

function plain(): LoggerOptions {
  return {
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
}

/**
 * The package would log an error's message unscrubbed before any serializer runs, so its error conversion is off and
 * replaced.
 */
function elastic(): LoggerOptions {
  // A log shipper overwrites `host.name`; the node name remains and distinguishes the instances.
  const instance = hostname();
  const options = ecsFormat({
    ...{ apmIntegration: false, convertErr: false },
    ...{ serviceName: 'gatehouse', serviceNodeName: instance },
  });
  const log = (fields: object) => {
    const { err, ...rest } =
      options.formatters?.log?.(fields as never) ?? (fields as { err?: unknown });
    if (!(err instanceof Error)) return rest;
    const { type, message, stack, code, cause } = scrubError(err);
    return { ...rest, error: { type, message, code, stack_trace: stack, cause } };
  };
  return {
    ...options,
    base: { pid: process.pid, 'host.name': instance },
    formatters: { ...options.formatters, log },
  };
}

/** Creates the logger that writes to `stream` in the configured format. */
export function createServerLog(
  config: ConfigOf<typeof loggingConfig>,
  stream: Writable & { isTTY?: boolean } = process.stdout,
): ServerLog {
  const format = config.format === 'auto' ? (stream.isTTY ? 'pretty' : 'json') : config.format;
  const sink = new LogSink(stream, format === 'pretty' ? { render: pretty } : {});
  const options = OPTIONS[format];
  const logger = pino({ ...options, level: config.level, serializers }, sink);
  return { logger, sink, format, frameOf: (level) => learnFrame(options, level) };
}
