import { html, Html } from '#api/platform/html';

interface AddressForm {
  readonly action: string;
  readonly button: string;
  readonly intro: string;
  /** As typed. */
  readonly email: string;
  readonly problem: string | null;
  /** Trusted HTML: the challenge that the browser solves before it sends the form. */
  readonly challenge: string;
}

/** The form that asks for the address of a mail. */
export function addressForm({
  action,
  button,
  intro,
  email,
  problem,
  challenge,
}: AddressForm): Html {
  const complaint = problem && html`<p class="bad" id="problem" role="alert">${problem}</p>`;
  const invalid = problem ? html` aria-invalid="true" aria-describedby="problem"` : html``;
  return html`<p>${intro}</p>
    ${complaint}
    <form method="post" action="${action}">
      <label for="email">E-mail address</label>
      <input
        id="email"
        type="email"
        name="email"
        value="${email}"
        autocomplete="username"
        required
        autofocus
        ${invalid}
      />
      ${new Html(challenge)}
      <button type="submit">${button}</button>
    </form>`;
}

/** The same with and without such an account. */
export const mailOnItsWay: Html = html`<p role="status">
    If there is an account for this address that it can be of use to, a mail is on its way to it.
  </p>
  <p class="quiet">
    Nothing there after some minutes? Look among the unwanted mails, or try again later.
  </p>`;
