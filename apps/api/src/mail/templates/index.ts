import type { TemplateDefinition } from './template.js';
import {
  newDevice,
  suspiciousSignIn,
  confirmSignIn,
  signInUndone,
  deniedActs,
  securitySummary,
} from './sign-in.templates.js';
import {
  addressWanted,
  confirmEmailChange,
  emailChanged,
  emailChangeRequested,
} from './email-change.templates.js';
import { signInCode } from './email-sign-in.templates.js';
import { resetPassword, passwordChanged } from './password.templates.js';
import { organizationInvitation } from './organization.templates.js';
import { passkeyCopied, passwordRemoved } from './passkey.templates.js';
import { verifyEmail, verifyRegistration, alreadyRegistered } from './registration.templates.js';
import {
  identityLinked,
  identityUnlinked,
  accountsMerged,
  mergeUndone,
} from './identity.templates.js';
import {
  factorAdded,
  factorRemoved,
  factorResetRequested,
  factorsReset,
  factorsResetSome,
  recoveryCodeUsed,
} from './factor.templates.js';

/** The templates of all mails, by their names in the outbox. A name never changes its meaning. */
export const TEMPLATES = {
  'verify-email': verifyEmail,
  'verify-registration': verifyRegistration,
  'already-registered': alreadyRegistered,
  'reset-password': resetPassword,
  'sign-in-code': signInCode,
  'confirm-email-change': confirmEmailChange,
  'email-change-requested': emailChangeRequested,
  'email-changed': emailChanged,
  'email-wanted': addressWanted,
  'password-changed': passwordChanged,
  'password-removed': passwordRemoved,
  'passkey-copied': passkeyCopied,
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
  'factor-added': factorAdded,
  'factor-removed': factorRemoved,
  'recovery-code-used': recoveryCodeUsed,
  'factor-reset-requested': factorResetRequested,
  'factors-reset': factorsReset,
  'factors-reset-some': factorsResetSome,
  'organization-invitation': organizationInvitation,
} as const;

/** The data of each template. */
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
