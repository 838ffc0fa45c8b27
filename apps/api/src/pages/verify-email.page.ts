import { html, type Html } from '#api/page-views';

/** The button that confirms an address. Opening the page alone changes nothing. */
export const verifyForm = (form: { action: string; token: string; address: string }): Html =>
  html`<p>Is <strong>${form.address}</strong> your address?</p>
    <form method="post" action="${form.action}">
      <input type="hidden" name="token" value="${form.token}" />
      <button type="submit">Confirm my address</button>
    </form>`;

export const verified: Html = html`<p class="good" role="status">
    Your e-mail address is confirmed.
  </p>
  <p>You can sign in now.</p>`;

/** The link was used, replaced or is too old; who used it needs nothing more. */
export const deadVerifyLink = (resendPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have confirmed your address already, just sign in.</p>
    <p>If not, <a href="${resendPath}">ask for a new link</a>.</p>`;
