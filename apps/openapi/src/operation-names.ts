/**
 * The noun of an operation, by its controller: several controllers may share one. A controller that is not listed has
 * the noun of its name: `WebhooksController` has `webhooks`.
 */
const NOUNS: Readonly<Record<string, string>> = {
  RegistrationController: 'auth',
  EmailVerificationController: 'auth',
  SignInController: 'auth',
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
  HomeController: 'pages',
  MailRequestController: 'pages',
  ResetPasswordController: 'pages',
  VerifyEmailController: 'pages',
  SignInAnswerController: 'pages',
};

/** Operations whose method name is unclear or not unique for its noun. */
const NAMES: Readonly<Record<string, string>> = {
  'RegistrationController.resend': 'auth.resendVerification',
  'EmailVerificationController.confirm': 'auth.confirmEmail',
  'EmailVerificationController.verify': 'auth.verifyEmail',
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
  'HomeController.show': 'pages.showHome',
  'MailRequestController.forgotForm': 'pages.showForgotPassword',
  'MailRequestController.forgot': 'pages.sendForgotPassword',
  'MailRequestController.resendForm': 'pages.showResendVerification',
  'MailRequestController.resend': 'pages.sendResendVerification',
  'ResetPasswordController.show': 'pages.showResetPassword',
  'ResetPasswordController.reset': 'pages.sendResetPassword',
  'VerifyEmailController.show': 'pages.showVerifyEmail',
  'VerifyEmailController.verify': 'pages.sendVerifyEmail',
  'SignInAnswerController.confirmForm': 'pages.showConfirmSignIn',
  'SignInAnswerController.confirm': 'pages.sendConfirmSignIn',
  'SignInAnswerController.denyForm': 'pages.showDenySignIn',
  'SignInAnswerController.deny': 'pages.sendDenySignIn',
};

const withSmallInitial = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/**
 * The id of an operation, `noun.verb`: `RegistrationController.register` is `auth.register`. Generators make names of
 * methods from it, so an id that was published stays.
 */
export function operationName(handler: string): string {
  const [controller = '', method = ''] = handler.split('.');
  const noun = NOUNS[controller] ?? withSmallInitial(controller.replace(/Controller$/, ''));
  return NAMES[handler] ?? `${noun}.${method}`;
}
