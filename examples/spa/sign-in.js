// Signs in at the pages of Gatehouse: authorization code with PKCE (RFC 7636), `state`, and `iss` (RFC 9207).
import { GATEHOUSE } from './gatehouse.js';

const BEGUN = 'sign-in';
const redirectUri = `${location.origin}/`;

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''); // prettier-ignore
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Calls the API; throws an Error with the sentence of a refusal. */
export async function call(method, path, { token, body, headers } = {}) {
  const answer = await fetch(GATEHOUSE + path, {
    method,
    headers: {
      ...headers,
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.message);
  return content;
}

/** The address of the link. The browser keeps what only this page may know until the person is back. */
export async function signInAddress() {
  const [state, verifier] = [random(), random()];
  sessionStorage.setItem(BEGUN, JSON.stringify({ state, verifier }));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const request = { redirect_uri: redirectUri, state, code_challenge: base64url(hash) };
  return `${GATEHOUSE}/sign-in?${new URLSearchParams(request)}`;
}

/** The tokens, when the person has just come back; `null` when this is an ordinary visit. */
export async function finishSignIn() {
  const back = new URLSearchParams(location.search);
  if (!back.has('code') && !back.has('error')) return null;
  // The code is good once, but it need not stay in the history.
  history.replaceState(null, '', '/');
  const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? '{}');
  sessionStorage.removeItem(BEGUN);
  const isOurs = back.get('state') === begun.state && back.get('iss') === GATEHOUSE;
  if (!isOurs) throw new Error('This sign-in was not begun here.');
  if (back.has('error')) throw new Error(back.get('error_description') ?? back.get('error'));
  const trade = { code: back.get('code'), code_verifier: begun.verifier };
  return call('POST', '/api/oauth/token', { body: trade });
}
