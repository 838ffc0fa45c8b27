import { defineTemplate, formatMoment } from './template.js';

interface DeniedActsData {
  readonly at: Date;
  /** The id of the account. */
  readonly account: string;
  /** The kinds of acts, each with its number. */
  readonly acts: readonly string[];
}

/** Tells an administrator what was done to others in a sign-in that its owner has denied. */
export const deniedActs = defineTemplate<DeniedActsData>({
  subject: 'A stranger has acted as one of the people of {{appName}}',
  html: `<p>{{greeting}}</p>
<p>On {{at}} the owner of the account {{account}} said that a sign-in to it was not theirs. In that sign-in things were done to others: {{acts}}.</p>
<p>The ways into the account and the application tokens that it made are gone. The rest was left as it is, for others may rely on it: look at the audit trail of that account, and undo what should not be.</p>`,
  text: `{{greeting}}

On {{at}} the owner of the account {{account}} said that a sign-in to it was not theirs. In that sign-in things were done to others: {{acts}}.

The ways into the account and the application tokens that it made are gone. The rest was left as it is, for others may rely on it: look at the audit trail of that account, and undo what should not be.`,
  context: ({ at, account, acts }) => ({ at: formatMoment(at), account, acts: acts.join('; ') }),
  notice: 'a denied sign-in had acted on others',
});
