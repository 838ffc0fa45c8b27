import { Writable } from 'node:stream';
import fc from 'fast-check';
import { anyCharacter } from '../../../../../libs/testing/src/any-character.js';
import { createServerLog, type ServerLog } from './create-logger.js';
import type { RequestFacts } from './request-facts.js';
import { RequestLog } from './request-log.js';
import { scrubText } from './scrub.js';

const FORMATS = ['json', 'ecs', 'pretty'] as const;
type Format = (typeof FORMATS)[number];

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** A log whose lines are returned by `taken`. */
function aLog(format: Format, level: 'debug' | 'warn' = 'debug') {
  let text = '';
  const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
    text += chunk.toString();
    done();
  };
  const log = createServerLog({ level, format }, new Writable({ write }));
  const taken = () => {
    log.sink.flush();
    const lines = text;
    text = '';
    return lines;
  };
  return { log, taken, requests: new RequestLog(log) };
}

const known = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );

/** The event as an object, for pino itself. */
function eventOf(facts: RequestFacts, format: Format): object {
  const agent = facts.userAgent === null ? null : scrubText(facts.userAgent.slice(0, 256));
  if (format === 'ecs') {
    return known({
      'http.request.id': facts.requestId,
      'http.request.method': facts.method,
      'http.response.status_code': facts.status,
      'http.route': facts.route,
      'event.duration': Math.round(facts.durationMs * 1e6),
      'event.outcome': facts.status < 400 ? 'success' : 'failure',
      'event.reason': facts.code,
      'client.ip': facts.ip,
      'user_agent.original': agent,
      'user.id': facts.userId,
      'service.id': facts.serviceId,
      err: facts.error,
    });
  }
  return known({
    request_id: facts.requestId,
    method: facts.method,
    route: facts.route,
    status: facts.status,
    duration_ms: Math.round(facts.durationMs * 10) / 10,
    ip: facts.ip,
    user_agent: agent,
    user_id: facts.userId,
    service_id: facts.serviceId,
    code: facts.code,
    err: facts.error,
  });
}

function writeByPino(
  { logger, format }: ServerLog,
  level: (typeof LEVELS)[number],
  facts: RequestFacts,
) {
  const words = `${facts.method} ${facts.route ?? '(no route)'} ${facts.status}`;
  logger[level](eventOf(facts, format), words);
}

/** Without lone surrogates, which no header and no path has, and of which pino writes two forms. */
const text = fc
  .oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: 'binary', maxLength: 150 }),
    fc.constantFrom('', '"', '\\', '\u2028', 'curl/8.0 (anna@example.org)', 'é€😀'),
  )
  .filter((value) => value.isWellFormed());
const optional = fc.option(text, { nil: undefined });
const causes = fc.array(text, { minLength: 1, maxLength: 8 });

const facts: fc.Arbitrary<RequestFacts> = fc.record({
  requestId: text,
  method: text,
  route: fc.option(text),
  status: fc.integer({ min: 100, max: 599 }),
  durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  ip: text,
  userAgent: fc.option(fc.oneof(text, fc.string({ minLength: 250, maxLength: 300 }))),
  userId: optional,
  serviceId: optional,
  code: optional,
  error: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    fc.constantFrom(null, 'a text', 0, false),
    causes.map(errorOf),
  ),
});

/** An error with its causes. */
function errorOf(messages: readonly string[]): Error {
  return messages.reduce<Error>(
    (cause, message) => new Error(message, { cause }),
    new Error('the first'),
  );
}

describe('the line of a request', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_767_225_600_123, doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => jest.useRealTimers());

  it.each(FORMATS)(
    'the line of a request in the format %s is what pino writes of its event',
    (format) => {
      const { log, taken, requests } = aLog(format);
      fc.assert(
        fc.property(facts, fc.constantFrom(...LEVELS), (given, level) => {
          writeByPino(log, level, given);
          const expected = taken();
          for (let times = 0; times < 2; times += 1) {
            requests.write(level, given);
            expect(taken()).toBe(expected);
          }
        }),
        { numRuns: 500 },
      );
    },
  );

  const aRequest: RequestFacts = {
    ...{ requestId: 'r', method: 'GET', route: '/api/x', status: 200, durationMs: 1 },
    ...{ ip: '192.0.2.7', userAgent: null, userId: undefined, serviceId: undefined },
    ...{ code: undefined, error: undefined },
  };

  it('the line of a request has the time when it was written', () => {
    const { taken, requests } = aLog('json');
    requests.write('info', aRequest);
    jest.setSystemTime(1_767_225_601_000);
    requests.write('info', aRequest);
    expect(taken().match(/"time":"[^"]+"/g)).toEqual([
      '"time":"2026-01-01T00:00:00.123Z"',
      '"time":"2026-01-01T00:00:01.000Z"',
    ]);
  });

  it('a request below the level of the log has no line', () => {
    const { taken, requests } = aLog('json', 'warn');
    requests.write('info', aRequest);
    expect(taken()).toBe('');
  });

  it('a user agent is scrubbed in each line, however many others were logged before', () => {
    const { taken, requests } = aLog('json');
    for (let count = 0; count < 3_000; count += 1) {
      requests.write('info', {
        ...aRequest,
        userAgent: `mail${count % 1_500}@example.org/${count}`,
      });
    }
    expect(taken()).not.toContain('example.org');
  });
});
