export { ApplicationSignInDto } from './application/application-sign-in.dto.js';
export {
  ApplicationSignIns,
  type ReadRequest,
} from './application/application-sign-ins.service.js';
export type { SignInDecision } from './application/decide-sign-in.js';
export {
  hiddenFieldsOf,
  parametersOf,
  queryOf,
  withoutPrompt,
  type SignInRequest,
} from './application/sign-in-request.js';
export type { Browser, BrowserSession, ShownBrowser } from './browser-session.js';
export { BrowserSessionsModule } from './browser-sessions.module.js';
export { BrowserSessions, type OwnSession } from './browser-sessions.service.js';
export { FormTokens, type FormBinding } from './forms/form-tokens.service.js';
