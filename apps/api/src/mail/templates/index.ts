import type { TemplateDefinition } from './template.js';
import { accountsMerged } from './accounts-merged.template.js';
import { alreadyRegistered } from './already-registered.template.js';
import { confirmSignIn } from './confirm-sign-in.template.js';
import { deniedActs } from './denied-acts.template.js';
import { identityLinked } from './identity-linked.template.js';
import { identityUnlinked } from './identity-unlinked.template.js';
import { mergeUndone } from './merge-undone.template.js';
import { newDevice } from './new-device.template.js';
import { passwordChanged } from './password-changed.template.js';
import { resetPassword } from './reset-password.template.js';
import { securitySummary } from './security-summary.template.js';
import { signInUndone } from './sign-in-undone.template.js';
import { suspiciousSignIn } from './suspicious-sign-in.template.js';
import { verifyEmail, verifyRegistration } from './verify-email.template.js';

/** Every mail that Gatehouse sends, by the name it has in the outbox. A name is never given another meaning. */
export const TEMPLATES = {
  'verify-email': verifyEmail,
  'verify-registration': verifyRegistration,
  'already-registered': alreadyRegistered,
  'reset-password': resetPassword,
  'password-changed': passwordChanged,
  'identity-linked': identityLinked,
  'identity-unlinked': identityUnlinked,
  'accounts-merged': accountsMerged,
  'new-device': newDevice,
  'suspicious-sign-in': suspiciousSignIn,
  'confirm-sign-in': confirmSignIn,
  'security-summary': securitySummary,
  'sign-in-undone': signInUndone,
  'denied-acts': deniedActs,
  'merge-undone': mergeUndone,
} as const;

/** What each template needs. */
export type MailTemplates = {
  [K in keyof typeof TEMPLATES]: (typeof TEMPLATES)[K] extends TemplateDefinition<infer D>
    ? D
    : never;
};

export type MailTemplate = keyof MailTemplates;

/** A template seen without its own type of data. */
export const templateOf = (name: MailTemplate) => TEMPLATES[name] as TemplateDefinition<never>;

/** Whether this build knows the template: a newer instance may have queued others. */
export const isMailTemplate = (name: string): name is MailTemplate =>
  Object.hasOwn(TEMPLATES, name);

export type { TemplateDefinition } from './template.js';
