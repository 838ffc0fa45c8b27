import { defineTemplate, formatMoment } from './template.js';

interface UndoneData {
  readonly at: Date;
  /** The address of the other account. */
  readonly other: string;
}

/** Tells both addresses that a merge of their accounts was undone by the operator. */
export const mergeUndone = defineTemplate<UndoneData>({
  subject: 'Your account at {{appName}} stands by itself again',
  html: `<p>{{greeting}}</p>
<p>On {{at}} the merge of your account at {{appName}} with the one of {{other}} was undone. Each is its own again, with its password, its linked providers and its roles, and everybody is signed out of both.</p>
<p>Did somebody else know your password? Then choose a new one, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} the merge of your account at {{appName}} with the one of {{other}} was undone. Each is its own again, with its password, its linked providers and its roles, and everybody is signed out of both.

Did somebody else know your password? Then choose a new one, here: {{forgotLink}}`,
  context: ({ at, other }) => ({ at: formatMoment(at), other }),
  notice: 'a merge was undone',
});
