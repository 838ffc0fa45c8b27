import { PAGE_OPERATIONS } from './page-operations.js';

/**
 * The noun of an operation, by its controller: several controllers may share one. A controller that is not listed has
 * the noun of its name: `WebhooksController` has `webhooks`.
 */
const NOUNS: Readonly<Record<string, string>> = {
  RegistrationController: 'auth',
  EmailVerificationController: 'auth',
  SignInController: 'auth',
  PasskeySignInController: 'auth',
  RelatedOriginsController: 'passkeys',
  EmailSignInController: 'auth',
  AccountExportController: 'profile',
  AddressChangeController: 'emailChange',
  ProfileController: 'profile',
  ActivityController: 'profile',
  PasswordResetController: 'password',
  FirstPasswordController: 'password',
  ProofsController: 'proofs',
  ProviderProofsController: 'proofs',
  SignInAnswersController: 'signIns',
  SessionStatsController: 'sessions',
  OAuthController: 'oauth',
  CallbackController: 'oauth',
  IdentitiesController: 'identities',
  MergeController: 'accounts',
  AssignmentsController: 'roles',
  ValidationController: 'tokens',
  AppTokensController: 'tokens',
  TokenUsageController: 'tokens',
  GuardFeedController: 'guard',
  GuardTokensController: 'guard',
  UsersController: 'users',
  JwksController: 'keys',
  FactorsController: 'factors',
  TotpController: 'factors',
  FactorResetsController: 'factors',
  UnitChangesController: 'organizations',
  InvitationsController: 'organizationInvitations',
  OwnInvitationsController: 'invitations',
  MembersController: 'organizationMembers',
  OwnersController: 'organizationOwners',
};

/** Operations whose method name is unclear or not unique for its noun. */
const NAMES: Readonly<Record<string, string>> = {
  'RegistrationController.resend': 'auth.resendVerification',
  'EmailVerificationController.confirm': 'auth.confirmEmail',
  'EmailVerificationController.verify': 'auth.verifyEmail',
  'PasskeySignInController.options': 'auth.beginPasskeyLogin',
  'PasskeySignInController.login': 'auth.loginWithPasskey',
  'PasskeysController.options': 'passkeys.begin',
  'RelatedOriginsController.list': 'passkeys.listOrigins',
  'EmailSignInController.ask': 'auth.requestEmailLogin',
  'EmailSignInController.verify': 'auth.loginByEmail',
  'ActivityController.list': 'profile.listActivity',
  'PasswordResetController.forgot': 'password.requestReset',
  'ProofsController.options': 'proofs.listFactors',
  'StepUpController.options': 'stepUp.listMethods',
  'ProviderProofsController.begin': 'proofs.beginByProvider',
  'SessionStatsController.stats': 'sessions.count',
  'OAuthController.list': 'oauth.listProviders',
  'OAuthController.trade': 'oauth.tradeCode',
  'CallbackController.byQuery': 'oauth.finish',
  'CallbackController.byForm': 'oauth.finishByForm',
  'ProfileController.changePassword': 'password.change',
  'AssignmentsController.list': 'roles.listAssigned',
  'AssignmentsController.listEffective': 'permissions.listEffective',
  'AssignmentsController.explain': 'permissions.explain',
  'AssignmentsController.remove': 'roles.unassign',
  'TokenUsageController.show': 'tokens.showUsage',
  'TokenUsageController.showAll': 'tokens.showAllUsage',
  'GuardFeedController.feed': 'guard.streamChanges',
  'GuardFeedController.permissions': 'guard.showPermissions',
  'GuardTokensController.ask': 'guard.checkTokens',
  'JwksController.read': 'keys.list',
  'CaptchaController.challenge': 'captcha.issue',
  'MailboxController.frame': 'mailbox.showHtml',
  'HealthController.live': 'health.checkLiveness',
  'HealthController.ready': 'health.checkReadiness',
  'AddressChangeController.ask': 'emailChange.request',
  'AddressChangeController.cancel': 'emailChange.withdraw',
  'AddressChangeController.undo': 'emailChange.revoke',
  'SecondFactorController.signIn': 'auth.showSecondFactor',
  'FactorsController.rename': 'factors.update',
  'FactorsController.replaceRecoveryCodes': 'factors.makeRecoveryCodes',
  'TotpController.begin': 'factors.beginTotp',
  'TotpController.confirm': 'factors.confirmTotp',
  'FactorResetsController.object': 'factors.denyReset',
  'MembersController.leave': 'organizations.leave',
  'OwnersController.transfer': 'organizations.transfer',
};

const withSmallInitial = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/**
 * The id of an operation, `noun.verb`: `RegistrationController.register` is `auth.register`. Generators make names of
 * methods from it, so an id that was published stays.
 */
export function operationName(handler: string): string {
  const page = PAGE_OPERATIONS[handler];
  if (page !== undefined) return `pages.${page}`;
  const [controller = '', method = ''] = handler.split('.');
  const noun = NOUNS[controller] ?? withSmallInitial(controller.replace(/Controller$/, ''));
  return NAMES[handler] ?? `${noun}.${method}`;
}
