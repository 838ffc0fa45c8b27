import { html, type Html } from '#api/platform/html';

/** Opening the page changes nothing. */
export const objectForm = ({ action, token }: { action: string; token: string }): Html =>
  html`<p>An operator has ordered that all second factors of your account be removed.</p>
    <p>
      If you have not asked for it, keep them: authenticator apps, passkeys and recovery codes stay
      as they are.
    </p>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">Keep my factors</button>
    </form>`;

export const objected = (forgotPath: string): Html =>
  html`<p class="good" role="status">Your second factors stay.</p>
    <p>
      Somebody may have pretended to be you. If your password may be known,
      <a href="${forgotPath}">choose a new one</a>.
    </p>`;

export const deadObjectionLink = (forgotPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have answered by it already, your answer was heard.</p>
    <p>If you fear for your account, <a href="${forgotPath}">choose a new password</a>.</p>`;
