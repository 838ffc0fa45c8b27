// The next request of a job, as bytes.
import { bytesOf } from './requests.mjs';

const MARK = '{{t}}';

/** A job whose requests are sent in turn, or whose tokens are used once (see wrk.mjs). */
export function supplyOf({ requests, template, tokens, successor }, host) {
  if (requests) {
    const texts = requests.map((one) => bytesOf(one, host));
    let at = 0;
    return {
      next: () => texts[(at += 1) % texts.length],
      learn: () => undefined,
      left: () => null,
    };
  }
  const queue = [...tokens];
  const found = successor && new RegExp(successor.replaceAll('%s', '\\s'));
  let at = 0;
  return {
    next() {
      const token = queue[at];
      if (token === undefined) throw new Error('No token is left');
      at += 1;
      const { path, body } = template;
      const filled = { path: path.replace(MARK, token), body: body?.replace(MARK, token) };
      return bytesOf({ ...template, ...filled }, host);
    },
    learn(body) {
      const next = found?.exec(body)?.[1];
      if (next) queue.push(next);
    },
    left: () => queue.slice(at),
  };
}
