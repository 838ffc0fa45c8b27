import { createHash } from 'node:crypto';

/** An inline script of a page, and its hash for the content security policy. */
export interface OwnScript {
  readonly source: string;
  readonly hash: string;
}

const script = (source: string): OwnScript => ({
  source,
  hash: `'sha256-${createHash('sha256').update(source).digest('base64')}'`,
});

/** Submits the form only after `solve` has filled the field, whose attributes are the parameters of the script. */
const withForm = (solve: string) =>
  script(`
(() => {
  const field = document.querySelector('input[data-captcha]');
  const form = field.form;
  const solve = ${solve};
  form.addEventListener('submit', async (event) => {
    if (field.value) return;
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      field.value = await solve();
      form.submit();
    } catch {
      button.disabled = false;
      document.getElementById('captcha-problem').hidden = false;
    }
  });
})();
`);

/** The proof of work of ALTCHA, in the browser. */
export const ALTCHA_SCRIPT = withForm(`async () => {
    const answer = await fetch(field.dataset.challenge);
    const { algorithm, challenge, maxnumber, salt, signature } = await answer.json();
    const encoder = new TextEncoder();
    for (let number = 0; number <= maxnumber; number += 1) {
      const digest = await crypto.subtle.digest(algorithm, encoder.encode(salt + number));
      const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (hex === challenge) return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    throw new Error('No number solves it');
  }`);

/** Requests a token of reCAPTCHA v3 when the form is sent. */
export const SCORE_SCRIPT = withForm(`() => new Promise((resolve, reject) => {
    grecaptcha.ready(() => {
      grecaptcha.execute(field.dataset.siteKey, { action: field.dataset.action }).then(resolve, reject);
    });
  })`);
