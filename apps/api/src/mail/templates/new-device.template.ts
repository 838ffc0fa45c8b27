import { defineTemplate, formatMoment } from './template.js';

interface NewDeviceData {
  readonly at: Date;
  readonly device: string;
  readonly from: string;
}

/** Tells the owner of an account of its first sign-in from a device. */
export const newDevice = defineTemplate<NewDeviceData>({
  subject: 'A new device has signed in to {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Your account at {{appName}} was signed in to from a device that it has not seen before: {{device}}, from {{from}}, on {{at}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

Your account at {{appName}} was signed in to from a device that it has not seen before: {{device}}, from {{from}}, on {{at}}.

It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{forgotLink}}`,
  context: ({ at, device, from }) => ({ at: formatMoment(at), device, from }),
  notice: 'a sign-in from a new device',
});
