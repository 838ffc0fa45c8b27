// The stack of the service that Gatehouse replaces: Flask, SQLAlchemy, gunicorn with two workers of eight threads.
import { bearer, request, sendWell } from '../requests.mjs';
import { peer } from './peer.mjs';

const PASSWORD = 'Correct-Horse-42!';
const USERS = 32;
const PYTHON = '/usr/bin/python3';

async function seed(base) {
  const logins = [];
  const signedIn = [];
  const appTokens = [];
  for (let n = 0; n < USERS; n += 1) {
    const body = { email: `person-${n}@example.org`, password: PASSWORD };
    await sendWell(base, request('POST', '/api/auth/register', { body }));
    const login = request('POST', '/api/auth/login', { body });
    logins.push(login);
    signedIn.push((await sendWell(base, login)).json);
    const named = request('POST', '/bench/app-token', { body: { name: `service-${n}` } });
    appTokens.push((await sendWell(base, named)).json.token);
  }
  return {
    login: { requests: logins, isRight: ({ json }) => Boolean(json?.refresh_token) },
    me: {
      requests: signedIn.map(({ access_token: token }) =>
        request('GET', '/api/auth/me', { headers: bearer(token) }),
      ),
      isRight: ({ json }) => Boolean(json?.user?.email),
    },
    refresh: {
      template: request('POST', '/api/auth/refresh', { body: { refresh_token: '{{t}}' } }),
      tokens: signedIn.map(({ refresh_token: token }) => token),
      successor: '"refresh_token"%s*:%s*"([^"]+)"',
      isRight: ({ json }) => Boolean(json?.refresh_token),
    },
    validate: {
      requests: appTokens.map((token) =>
        request('GET', '/api/tokens/validate', { headers: { 'X-App-Token': token } }),
      ),
      isRight: ({ json }) => json?.valid === true,
    },
  };
}

const gunicorn = (port) => [
  ...[PYTHON, '-m', 'gunicorn', '--chdir', 'flask', '-w', '2', '-k', 'gthread', '--threads', '8'],
  ...['--keep-alive', '30', '-b', `127.0.0.1:${port}`, '--worker-tmp-dir', '/dev/shm'],
  ...['--log-level', 'warning', 'app:app'],
];

export const flask = () =>
  peer({
    name: 'flask',
    title: 'Flask stack',
    commandOf: gunicorn,
    migration: [PYTHON, 'flask/app.py'],
    readyPath: '/api/health',
    seed,
  });
