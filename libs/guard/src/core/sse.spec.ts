import fc from 'fast-check';
import { SseParser, type SseEvent } from './sse.js';

const parse = (parts: readonly Uint8Array[]): SseEvent[] => {
  const parser = new SseParser();
  return parts.flatMap((part) => [...parser.push(part)]);
};

const bytes = (text: string) => new TextEncoder().encode(text);

describe('SseParser', () => {
  it('the SSE parser reads event, id and data and skips comments and unknown fields', () => {
    const text = ': hello\nevent: ready\nid: a.1\nretry: 5\ndata: {"kids":\ndata: ["k"]}\n\n';
    expect(parse([bytes(text)])).toEqual([{ event: 'ready', id: 'a.1', data: '{"kids":\n["k"]}' }]);
  });

  it('the SSE parser gives the same events for any split of the bytes and any line ends', () => {
    const field = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
    const clean = field.map((text) => `x${text.replace(/[\r\n\0]/g, '')}`);
    const event = fc.record({
      event: clean,
      id: fc.option(clean, { nil: undefined }),
      data: clean,
    });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (events, newline, sizes) => {
          const lines = events.flatMap(({ event: name, id, data }) => [
            `event: ${name}`,
            ...(id === undefined ? [] : [`id: ${id}`]),
            `data: ${data}`,
            '',
          ]);
          // With a comment at the end, because a final lone CR may still become a CRLF.
          const whole = bytes(lines.map((line) => line + newline).join('') + ':\n');
          const parts: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < whole.length; turn += 1) {
            const size = sizes[turn % sizes.length]!;
            parts.push(whole.subarray(at, at + size));
            at += size;
          }
          expect(parse(parts)).toEqual(events);
        },
      ),
    );
  });

  it('the SSE parser refuses an endless event before it fills the memory', () => {
    const parser = new SseParser();
    const chunk = bytes('x'.repeat(1024 * 1024));
    expect(() => {
      for (let i = 0; i < 8; i += 1) Array.from(parser.push(chunk));
    }).toThrow('too large');
  });
});
