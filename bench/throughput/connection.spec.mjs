import { parseAnswer } from './connection.mjs';

describe('an answer as the generator of load reads it', () => {
  it('An answer is read when as many bytes have come as it says', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody';
    expect(parseAnswer(text)).toEqual({ status: 200, body: 'body' });
    expect(parseAnswer(text.slice(0, -1))).toBeNull();
    expect(parseAnswer('HTTP/1.1 200 OK\r\nConte')).toBeNull();
  });

  it('An answer in chunks is read when its last chunk has come', () => {
    const text = 'HTTP/1.1 401 No\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n';
    expect(parseAnswer(text)).toMatchObject({ status: 401 });
    expect(parseAnswer(text.slice(0, -2))).toBeNull();
  });

  it('An answer whose end cannot be known is an error', () => {
    expect(() => parseAnswer('HTTP/1.1 200 OK\r\n\r\n')).toThrow('cannot be known');
  });
});
