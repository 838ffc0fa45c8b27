// The page: who is signed in, and what they can do. The tokens are in this module's memory and nowhere else.
import { call, finishSignIn, signInAddress } from './sign-in.js';

const element = (id) => document.getElementById(id);
const say = (text) => (element('status').textContent = text);

let tokens = null;

async function show() {
  element('signed-in').hidden = tokens === null;
  element('sign-in').hidden = tokens !== null;
  // A new request each time: a state and a verifier are good for one sign-in.
  if (tokens === null) element('sign-in').href = await signInAddress();
}

async function whoAmI() {
  const { user } = await call('GET', '/api/auth/me', { token: tokens.access_token });
  say(`Signed in as ${user.email}.`);
}

/** The used refresh token is worth nothing afterwards; the key lets a lost answer be asked for again. */
async function refresh() {
  const body = { refresh_token: tokens.refresh_token };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  tokens = { ...tokens, ...(await call('POST', '/api/auth/refresh', { body, headers })) };
  await whoAmI();
  say(`${element('status').textContent} The tokens are new.`);
}

async function signOut() {
  await call('POST', '/api/auth/logout', { token: tokens.access_token });
  tokens = null;
  say('Signed out of this application.');
}

/** Shows a refusal, and the page as it then is. */
const trying = async (act) => {
  await act().catch((error) => say(error.message));
  await show();
};

element('refresh').addEventListener('click', () => trying(refresh));
element('sign-out').addEventListener('click', () => trying(signOut));

await trying(async () => {
  tokens = await finishSignIn();
  if (tokens === null) say('Nobody is signed in.');
  else await whoAmI();
});
