import { html, type Html } from '#api/platform/html';

/** In the browser that asked. Opening the page changes nothing. */
export const codeHint: Html = html`<p>
    This is the browser in which the sign-in was asked for. Go back to the page where you asked, and
    type the six digits of the mail there.
  </p>
  <p>The code works once, for ten minutes.</p>`;

/** In any other browser: whoever asked may be a stranger. */
export const wrongBrowser: Html = html`<p class="bad" role="alert">
    This link signs in only in the browser or application that asked for it.
  </p>
  <p>
    Open the link there, or type the code of the mail there. You asked for none? Then somebody else
    did: delete the mail, and give the code to nobody.
  </p>`;

export const deadSignInLink: Html = html`<p class="bad" role="alert">
    This link does not work, or does not work any more.
  </p>
  <p>If you still want to sign in, ask for a new code where you sign in.</p>`;
