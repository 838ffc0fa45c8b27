import { defineTemplate, formatMoment } from './template.js';

interface MergedData {
  readonly at: Date;
  /** The address of the account that is left. */
  readonly account: string;
}

/** Tells both addresses that two accounts have become one. */
export const accountsMerged = defineTemplate<MergedData>({
  subject: 'Two accounts at {{appName}} are one now',
  html: `<p>{{greeting}}</p>
<p>On {{at}} two accounts at {{appName}} were merged into the one of {{account}}. The other one does not exist any more; its roles and linked providers have moved.</p>
<p>It was you? Then there is nothing to do. It was not you? Then tell whoever runs {{appName}} at once.</p>`,
  text: `{{greeting}}

On {{at}} two accounts at {{appName}} were merged into the one of {{account}}. The other one does not exist any more; its roles and linked providers have moved.

It was you? Then there is nothing to do. It was not you? Then tell whoever runs {{appName}} at once.`,
  context: ({ at, account }) => ({ at: formatMoment(at), account }),
  notice: 'two accounts were merged',
});
