import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { anyCharacter } from '../../../../../libs/testing/src/any-character.js';
import { LogSink } from './log-sink.js';
import { pretty } from './pretty.js';
import { scrubError, scrubFields, scrubText } from './scrub.js';

const TOKEN = 'kJ8sNv3QzXw1LbT5yRe7UaHc2MdPf9GiOlKjBhVgCfX';

describe('what is removed from the log', () => {
  it.each([
    'anna.berger@example.org',
    'ANNA+tag@sub.example.org',
    'zoë@bücher.example',
    'root@localhost',
    `Bearer ${TOKEN}`,
    `basic dXNlcjpwYXNz`,
    TOKEN,
    'gh_4kJ8sNv3QzXw1LbT5yRe7',
    'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'a'.repeat(64),
  ])('%s is removed from any text in the log', (secret) => {
    for (const text of [secret, `x ${secret} y`, `("${secret}")`, `email=${secret};`]) {
      expect(scrubText(text)).not.toContain(secret.replace(/^(bearer|basic) /i, ''));
    }
  });

  it('ids, paths and IP addresses stay in the log', () => {
    const words =
      'session 019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44 at /srv/node_modules/@nestjs/core/app.js:12:3 from 192.0.2.7';
    expect(scrubText(words)).toBe(words);
  });

  it('values of fields with secret names are removed from the log at any depth', () => {
    const scrubbed = scrubFields({
      password: 'x',
      newPassword: 'x',
      user: { e_mail: 'x', Authorization: 'x', tokens: [{ refresh_token: 'x' }] },
      token_id: 'kept',
      secretKey: 'x',
      api_key: 'x',
      count: 3,
    });
    expect(scrubbed).toMatchObject({
      password: '[redacted]',
      newPassword: '[redacted]',
      user: {
        e_mail: '[redacted]',
        Authorization: '[redacted]',
        tokens: [{ refresh_token: '[redacted]' }],
      },
      token_id: 'kept',
      secretKey: '[redacted]',
      api_key: '[redacted]',
      count: 3,
    });
  });

  it('scrubbing terminates for circular values', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle['self'] = circle;
    expect(JSON.stringify(scrubFields(circle))).toContain('[…]');
    const error = new Error('a');
    error.cause = error;
    expect(JSON.stringify(scrubError(error)).length).toBeLessThan(20_000);
  });

  it('scrubbing takes bounded time for any text', () => {
    for (const text of [
      '@'.repeat(20_000),
      'a@'.repeat(10_000),
      '.'.repeat(30_000),
      'bearer '.repeat(5_000),
    ]) {
      const started = performance.now();
      scrubText(text);
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});

describe('the sink of the log', () => {
  const stuck = () => new Writable({ highWaterMark: 10, write: () => undefined });

  it('the log sink writes lines in one batch', async () => {
    const stream = new PassThrough();
    const sink = new LogSink(stream);
    sink.write('a\n');
    sink.write('b\n');
    expect(stream.read()).toBeNull();
    await new Promise((resolve) => setImmediate(resolve));
    expect(String(stream.read())).toBe('a\nb\n');
  });

  it('the log sink buffers no more than its bound when the stream is not read', () => {
    const stream = stuck();
    const sink = new LogSink(stream, { maxHeld: 1000 });
    for (let count = 0; count < 10_000; count += 1) sink.write('0123456789\n');
    sink.flush();
    expect(stream.writableLength).toBeLessThanOrEqual(1000);
    expect(sink.dropped).toBeGreaterThan(9_000);
  });

  it('the log sink reports the number of lost events when reading continues', async () => {
    let go = () => undefined as void;
    let text = '';
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        go = done;
      },
    });
    const sink = new LogSink(stream, { maxHeld: 50 });
    sink.write('a'.repeat(40));
    sink.flush();
    sink.write('b'.repeat(40));
    expect(sink.dropped).toBe(1);
    go();
    await new Promise((resolve) => setImmediate(resolve));
    sink.write('c');
    sink.flush();
    expect(text).toMatch(/^a{40}\{"level":"warn".*"lost":1\}\nc$/s);
  });

  it('several log sinks of one stream add one error listener', () => {
    const stream = new PassThrough();
    const before = stream.listenerCount('error');
    for (let count = 0; count < 12; count += 1) new LogSink(stream);
    expect(stream.listenerCount('error')).toBe(before + 1);
  });

  it('the log sink survives a stream that fails', () => {
    const stream = new PassThrough();
    const sink = new LogSink(stream);
    stream.destroy(new Error('EPIPE'));
    expect(() => {
      sink.write('a');
      sink.flush();
    }).not.toThrow();
  });
});

describe('the log at a terminal', () => {
  it('the terminal log shows no control characters except its own colours and line ends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter }),
        fc.string({ unit: anyCharacter }),
        (msg, value) => {
          const event = {
            level: 'info',
            time: '2026-01-01T00:00:00.000Z',
            msg,
            context: value,
            value,
          };
          const line = pretty(JSON.stringify(event));
          const rest = line.replace('\x1b[32m', '').replace('\x1b[0m', '').replace(/\n$/, '');
          return !/\p{Cc}/u.test(rest);
        },
      ),
    );
  });

  it('a line of the terminal log has the time, level, message, fields and stack', () => {
    const line = pretty(
      JSON.stringify({
        level: 'error',
        time: '2026-01-01T12:34:56.789Z',
        msg: 'Failed',
        context: 'Mail',
        mail_id: 7,
        err: { stack: 'Error: x\n    at y' },
      }),
    );
    expect(line).toContain('12:34:56.789');
    expect(line).toContain('[Mail] Failed mail_id=7\n    Error: x\n        at y\n');
  });
});
