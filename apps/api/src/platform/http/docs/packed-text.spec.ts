import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { PackedText } from './packed-text.js';

const TEXT = 'the same for everybody, '.repeat(100);

describe('a packed text', () => {
  let packed: PackedText;
  beforeAll(async () => {
    packed = await PackedText.of(TEXT);
  });

  it('a packed text is sent as brotli to a browser, which accepts both codings', () => {
    const { status, headers, content } = packed.answer({
      acceptEncoding: 'gzip, deflate, br, zstd',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotliDecompressSync(content!).toString()).toBe(TEXT);
  });

  it('a packed text is sent as gzip to a client that does not accept brotli', () => {
    for (const acceptEncoding of ['gzip', 'br;q=0, GZIP;q=0.5']) {
      const { headers, content } = packed.answer({ acceptEncoding });
      expect(headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(content!).toString()).toBe(TEXT);
    }
  });

  it('a packed text is sent uncompressed to a client that accepts no supported coding', () => {
    for (const acceptEncoding of [undefined, '', 'zstd', 'br;q=0']) {
      const { headers, content } = packed.answer({ acceptEncoding });
      expect(headers).not.toHaveProperty('content-encoding');
      expect(content!.toString()).toBe(TEXT);
    }
  });

  it('a packed text is not sent to a client that has it in the same coding', () => {
    const known = packed.answer({ acceptEncoding: 'br' }).headers['etag']!;
    for (const ifNoneMatch of [known, `"other", W/${known}`, '*']) {
      const answer = packed.answer({ acceptEncoding: 'br', ifNoneMatch });
      expect(answer).toMatchObject({ status: 304, content: undefined, headers: { etag: known } });
    }
    expect(packed.answer({ acceptEncoding: 'gzip', ifNoneMatch: known }).status).toBe(200);
  });
});
