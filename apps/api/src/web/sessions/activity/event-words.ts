import type { ActivityDto } from '#api/audit/api';
import type { Say } from '#libs/languages';
import type { ActivityTexts } from './texts/index.js';

type EventText = keyof ActivityTexts;

/** What happened, by the type of the event. */
const BY_TYPE: Readonly<Record<string, EventText | undefined>> = {
  'access.refused': 'accessRefused',
  'administrator.appointed': 'administratorMade',
  'audit.exported': 'serverMaintained',
  'audit.rekeyed': 'serverMaintained',
  'audit.retired': 'serverMaintained',
  'caller.granted': 'servicesChanged',
  'caller.withdrawn': 'servicesChanged',
  'device.forgotten': 'deviceForgotten',
  'email_sign_in.requested': 'mailSignInRequested',
  'factor.added': 'factorAdded',
  'factor.refused': 'factorRefused',
  'factor.removed': 'factorRemoved',
  'factor.renamed': 'factorRenamed',
  'factor.used': 'factorUsed',
  'factors.reset': 'factorsReset',
  'factors.reset_dropped': 'factorsResetDropped',
  'factors.reset_objected': 'factorsResetStopped',
  'factors.reset_ordered': 'factorsResetOrdered',
  'identity.linked': 'identityLinked',
  'identity.unlinked': 'identityUnlinked',
  'invitation.accepted': 'invitationAccepted',
  'invitation.created': 'organizationMembersChanged',
  'invitation.declined': 'invitationDeclined',
  'invitation.resent': 'organizationMembersChanged',
  'invitation.revoked': 'organizationMembersChanged',
  'login.factor_required': 'secondFactorAsked',
  'login.failed': 'signInFailed',
  'login.succeeded': 'signedIn',
  'manifest.declared': 'servicesChanged',
  'organization.created': 'organizationChanged',
  'organization.deleted': 'organizationChanged',
  'organization.domain_added': 'organizationChanged',
  'organization.domain_changed': 'organizationChanged',
  'organization.domain_lost': 'organizationChanged',
  'organization.domain_proven': 'organizationChanged',
  'organization.domain_removed': 'organizationChanged',
  'organization.member_added': 'organizationMembersChanged',
  'organization.member_joined': 'organizationMembersChanged',
  'organization.member_left': 'organizationMembersChanged',
  'organization.member_removed': 'organizationMembersChanged',
  'organization.moved': 'organizationChanged',
  'organization.owner_appointed': 'organizationMembersChanged',
  'organization.owner_removed': 'organizationMembersChanged',
  'organization.transferred': 'organizationMembersChanged',
  'organization.updated': 'organizationChanged',
  'original.imported': 'serverMaintained',
  'passkey.counter_went_back': 'passkeyCopied',
  'permission.created': 'rolesChanged',
  'permission.deleted': 'rolesChanged',
  'permission.updated': 'rolesChanged',
  'proof.made': 'proofMade',
  'refresh_token.reused': 'tokenReused',
  'reset_password.requested': 'resetRequested',
  'role.assigned': 'roleGiven',
  'role.created': 'rolesChanged',
  'role.deleted': 'rolesChanged',
  'role.unassigned': 'roleTaken',
  'role.updated': 'rolesChanged',
  'service.created': 'servicesChanged',
  'service.deleted': 'servicesChanged',
  'service.updated': 'servicesChanged',
  'session.all_ended': 'sessionsEnded',
  'session.ended': 'sessionEnded',
  'session.others_ended': 'othersEnded',
  'session.rolled_back': 'sessionRolledBack',
  'session.signed_out': 'signedOut',
  'session.stepped_up': 'steppedUp',
  'session_code.reused': 'tokenReused',
  'sign_in.attack_suspected': 'attackSuspected',
  'sign_in.confirmed': 'signInConfirmed',
  'sign_in.denied': 'signInDenied',
  'sign_in.suspicious': 'suspicious',
  'signing_keys.replaced': 'serverMaintained',
  'signing_keys.rotated': 'serverMaintained',
  'token.created': 'tokensChanged',
  'token.deleted': 'tokensChanged',
  'token.revoked': 'tokensChanged',
  'token.rotated': 'tokensChanged',
  'user.created': 'accountMade',
  'user.deactivated': 'accountDeactivated',
  'user.email_change_cancelled': 'addressChangeCancelled',
  'user.email_change_requested': 'addressChangeRequested',
  'user.email_change_undone': 'addressChangeUndone',
  'user.email_changed': 'addressChanged',
  'user.email_verified': 'addressVerified',
  'user.erased': 'accountErased',
  'user.exported': 'dataExported',
  'user.factor_asked': 'factorRefused',
  'user.merged': 'accountsMerged',
  'user.password_asked': 'passwordShown',
  'user.password_changed': 'passwordChanged',
  'user.password_removed': 'passwordRemoved',
  'user.password_reset': 'passwordReset',
  'user.password_reset_refused': 'passwordResetRefused',
  'user.password_set': 'passwordSet',
  'user.profile_changed': 'profileChanged',
  'user.registered': 'registered',
  'user.taken_over': 'accountTakenOver',
  'user.unlocked': 'accountUnlocked',
  'user.unmerged': 'accountsUnmerged',
  'user.updated': 'accountUpdated',
  'users.exported': 'serverMaintained',
  'users.imported': 'serverMaintained',
  'verify_email.requested': 'verificationRequested',
};

/** What happened when it was refused, where that has a sentence of its own. */
const REFUSED: Readonly<Record<string, EventText | undefined>> = {
  'user.password_asked': 'passwordWrong',
  'user.registered': 'registeredAgain',
};

/** Whether the type has a sentence of its own. */
export const hasEventWords = (type: string): boolean => Object.hasOwn(BY_TYPE, type);

/** What happened, in a sentence of the page; a neutral one for a type that it does not know. */
export const eventWords = (
  say: Say<ActivityTexts>,
  event: Pick<ActivityDto, 'type' | 'outcome' | 'code'>,
): string => say(keyOf(event) as 'otherEvent');

function keyOf({ type, outcome, code }: Pick<ActivityDto, 'type' | 'outcome' | 'code'>): EventText {
  if (!hasEventWords(type)) return 'otherEvent';
  if (type === 'login.failed' && code === 'INVALID_CREDENTIALS') return 'signInWrongPassword';
  const refused = outcome === 'refused' ? REFUSED[type] : undefined;
  return refused ?? BY_TYPE[type] ?? 'otherEvent';
}

/** What is done before the sign-in is complete: that nobody was signed in yet would only alarm. */
const BEFORE_SIGN_IN = new Set(['factor.used', 'login.factor_required']);

/** By whom it was done; `null` when it was the person. */
export function actorWords(
  say: Say<ActivityTexts>,
  { type, by }: Pick<ActivityDto, 'type' | 'by'>,
): string | null {
  if (by === 'you' || (by === 'unknown' && BEFORE_SIGN_IN.has(type))) return null;
  if (by === 'unknown') return say('byUnknown');
  return by === 'system' ? say('bySystem') : say('byAdministration');
}
