import { connect } from 'node:net';

/** Sends bytes unchanged and answers everything received until the connection ends. */
export function rawRequest(port: number, bytes: string, deadlineMs = 10_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    const late = setTimeout(() => socket.destroy(new Error(`no end; so far: ${text}`)), deadlineMs);
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(text);
    });
  });
}

/** Parses the status code and the JSON body of a raw answer. */
export function readAnswer(text: string): {
  status: number;
  headers: string;
  body: Record<string, unknown>;
} {
  const [headers = '', ...rest] = text.split('\r\n\r\n');
  return {
    status: Number(headers.split(' ')[1]),
    headers: headers.toLowerCase(),
    body: JSON.parse(rest.join('\r\n\r\n')) as Record<string, unknown>,
  };
}
