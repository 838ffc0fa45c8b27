import { defineTemplate, formatMoment } from './template.js';

interface MergedData {
  readonly at: Date;
  /** The address of the account that is left. */
  readonly account: string;
  /** The address of the one that has ended. */
  readonly ended: string;
  /** By which id, and for how long, it can be undone; `null`: it cannot. */
  readonly undo: { readonly id: string; readonly days: number } | null;
}

/** Tells both addresses that two accounts have become one. */
export const accountsMerged = defineTemplate<MergedData>({
  subject: 'Two accounts at {{appName}} are one now',
  html: `<p>{{greeting}}</p>
<p>On {{at}} two accounts at {{appName}} were merged: that of {{ended}} into the one of {{account}}. The first does not exist any more; its roles and linked providers have moved.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then tell the operators of {{appName}} at once.{{#if undoId}} For {{undoDays}} days they can undo it; give them this number: {{undoId}}{{/if}}</p>`,
  text: `{{greeting}}

On {{at}} two accounts at {{appName}} were merged: that of {{ended}} into the one of {{account}}. The first does not exist any more; its roles and linked providers have moved.

It was you? Then there is nothing to do.

It was not you? Then tell the operators of {{appName}} at once.{{#if undoId}} For {{undoDays}} days they can undo it; give them this number: {{undoId}}{{/if}}`,
  context: ({ at, account, ended, undo }) => ({
    at: formatMoment(at),
    account,
    ended,
    undoId: undo?.id ?? '',
    undoDays: undo === null ? '' : String(undo.days),
  }),
  notice: 'two accounts were merged',
});
