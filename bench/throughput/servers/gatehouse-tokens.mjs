// Access tokens of sessions that were written to the database, signed with the server's own key: ten thousand sign-ins would
// take most of an hour of bcrypt.
import { createPrivateKey, randomUUID, sign } from 'node:crypto';

/** Half of the order of P-256: the server accepts the lesser of the two forms of a signature only. */
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

function signed(input, key) {
  for (;;) {
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    if (BigInt(`0x${signature.subarray(32).toString('hex')}`) <= HALF_ORDER) return signature;
  }
}

/** @param sample a token that the server has issued, which says how they look */
export async function tokenSigner(database, { sample, secretKey }) {
  const [header, payload] = sample.split('.');
  const { kid } = decode(header);
  const { rows } = await database.query('SELECT private_key FROM signing_keys WHERE id = $1', [
    kid,
  ]);
  // Only now: what is not built yet is reported before.
  const { SecretBox } = await import('../../../dist/libs/kernel/src/index.js');
  const der = new SecretBox(secretKey, 'signing-keys').open(rows[0].private_key, kid);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const claims = decode(payload);
  return ({ userId, sessionId }) => {
    const own = { ...claims, sub: userId, sid: sessionId, jti: randomUUID() };
    const input = `${header}.${encode(own)}`;
    return `${input}.${signed(input, key).toString('base64url')}`;
  };
}
