// better-auth: its sign-in, session, token and API key routes.
import { bearer, request, sendWell } from '../requests.mjs';
import { peer } from './peer.mjs';

const PASSWORD = 'Correct-Horse-42!';
const USERS = 32;
const COMMAND = [process.execPath, 'better-auth/server.mjs'];

async function seed(base) {
  // It refuses what a browser would send from elsewhere.
  const headers = { origin: base };
  const logins = [];
  const tokens = [];
  const keys = [];
  for (let n = 0; n < USERS; n += 1) {
    const who = { email: `person-${n}@example.org`, password: PASSWORD };
    const body = { ...who, name: `Person ${n}` };
    await sendWell(base, request('POST', '/api/auth/sign-up/email', { headers, body }));
    const login = request('POST', '/api/auth/sign-in/email', { headers, body: who });
    const { token } = (await sendWell(base, login)).json;
    const signedIn = { ...headers, ...bearer(token) };
    const named = { headers: signedIn, body: { name: 'bench' } };
    const made = await sendWell(base, request('POST', '/api/auth/api-key/create', named));
    logins.push(login);
    tokens.push(token);
    keys.push(made.json.key);
  }
  const get = (path) => tokens.map((token) => request('GET', path, { headers: bearer(token) }));
  return {
    login: { requests: logins, isRight: ({ json }) => Boolean(json?.token) },
    me: {
      requests: get('/api/auth/get-session'),
      isRight: ({ json }) => Boolean(json?.user?.email),
    },
    // Signs a new access token for the session; nothing rotates.
    refresh: { requests: get('/api/auth/token'), isRight: ({ json }) => Boolean(json?.token) },
    validate: {
      requests: keys.map((key) =>
        request('GET', '/api/tokens/validate', { headers: { 'x-app-token': key } }),
      ),
      isRight: ({ json }) => json?.valid === true,
    },
  };
}

export const betterAuth = () =>
  peer({
    name: 'better-auth',
    title: 'better-auth 1.7',
    commandOf: () => COMMAND,
    migration: COMMAND,
    readyPath: '/api/auth/ok',
    seed,
  });
