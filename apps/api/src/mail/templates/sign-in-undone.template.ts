import { defineTemplate, formatMoment } from './template.js';

interface UndoneData {
  readonly at: Date;
  /** What the denied session had made, each in a few words. */
  readonly removed: readonly string[];
}

/** Tells the owner of an account what went with a sign-in that they have denied. */
export const signInUndone = defineTemplate<UndoneData>({
  subject: 'What a stranger had made in your account at {{appName}} is removed',
  html: `<p>{{greeting}}</p>
<p>On {{at}} a sign-in to your account at {{appName}} was undone by the link of our mail. Removed with it, because that sign-in had made it: {{removed}}.</p>
<p>Something of it was yours? Then add it again once you have chosen a new password, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} a sign-in to your account at {{appName}} was undone by the link of our mail. Removed with it, because that sign-in had made it: {{removed}}.

Something of it was yours? Then add it again once you have chosen a new password, here: {{forgotLink}}`,
  context: ({ at, removed }) => ({ at: formatMoment(at), removed: removed.join('; ') }),
  notice: 'a sign-in was undone',
});
