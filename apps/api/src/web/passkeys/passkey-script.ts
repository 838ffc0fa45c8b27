import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The bundle for browsers of the library, which its package does not export by name. */
const libraryPath = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('@simplewebauthn/browser')),
    '../dist/bundle/index.umd.min.js',
  );

/**
 * Shows the form before it, runs the ceremony when the person sends it, and sends it with the answer of the browser. Challenges
 * are good for five minutes: a page that was open for longer fetches a new one, where it has an address for it.
 */
const OWN = `
(() => {
  const place = document.currentScript.previousElementSibling;
  const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication, startRegistration } = SimpleWebAuthnBrowser;
  if (!browserSupportsWebAuthn()) return;
  const form = place.querySelector('form');
  const { passkey, options, renewal, autofill } = place.dataset;
  const freshMs = 240000;
  const madeAt = Date.now();
  let isBusy = false;
  const current = async () => {
    if (renewal === undefined || Date.now() - madeAt < freshMs) return JSON.parse(options);
    const answer = await fetch(renewal, { method: 'POST' });
    if (!answer.ok) throw new Error('No new options: ' + answer.status);
    return (await answer.json()).options;
  };
  const tell = (problem) => {
    for (const each of place.querySelectorAll('[data-problem]')) each.hidden = each.dataset.problem !== problem;
  };
  const problemOf = ({ code, name }) => {
    if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'known';
    return name === 'NotAllowedError' || name === 'AbortError' ? 'cancelled' : 'failed';
  };
  const send = (response) => {
    form.elements.namedItem('response').value = JSON.stringify(response);
    form.submit();
  };
  const run = async () => {
    const optionsJSON = await current();
    send(await (passkey === 'create' ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON })));
  };
  const offer = async () => {
    try {
      send(await startAuthentication({ optionsJSON: await current(), useBrowserAutofill: true }));
    } catch {
      // The person signs in in another way, or by the button.
    }
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    tell(null);
    try {
      await run();
    } catch (error) {
      isBusy = false;
      tell(problemOf(error));
      if (autofill !== undefined) offer();
    }
  });
  addEventListener('pageshow', () => { isBusy = false; });
  place.hidden = false;
  if (autofill === undefined) return;
  browserSupportsWebAuthnAutofill().then((isSupported) => {
    if (!isSupported) return;
    offer();
    setInterval(() => { if (!isBusy && !document.hidden) offer(); }, freshMs);
  });
})();
`;

/** What a page with a passkey needs in the browser: the library and our use of it. The form stands before it. */
export const PASSKEY_SCRIPT = `${readFileSync(libraryPath(), 'utf8')}\n${OWN}`;
