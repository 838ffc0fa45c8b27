// Requests as bytes: they are made before the load begins, so that the generator only sends.

const JSON_TYPE = { 'content-type': 'application/json' };

export const bearer = (token) => ({ authorization: `Bearer ${token}` });

/** A request of a job: `body` is an object that is sent as JSON, or a text that has its own content type. */
export function request(method, path, { headers = {}, body } = {}) {
  const isJson = body !== undefined && typeof body !== 'string';
  return {
    method,
    path,
    headers: { ...(isJson && JSON_TYPE), ...headers },
    body: isJson ? JSON.stringify(body) : body,
  };
}

/** HTTP/1.1 text of a request. */
export function bytesOf({ method, path, headers, body = '' }, host) {
  const all = {
    Host: host,
    ...headers,
    ...(body && { 'Content-Length': Buffer.byteLength(body) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n');
}

/** Sends a request by itself; the answer's text is read as JSON where it is JSON. */
export async function send(base, { method, path, headers, body }) {
  const shown = { connection: 'close', ...headers };
  const answer = await fetch(base + path, { method, headers: shown, body, redirect: 'manual' });
  const text = await answer.text();
  let json = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Not every answer is JSON.
  }
  return { status: answer.status, text, json, headers: answer.headers };
}

/** @throws Error unless it is answered with 2xx */
export async function sendWell(base, asked) {
  const answer = await send(base, asked);
  if (answer.status >= 200 && answer.status < 300) return answer;
  const { method, path } = asked;
  throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
}
