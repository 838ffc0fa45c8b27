export { isAppToken, newAppToken } from './app-token.js';
export { AppTokenEntity } from './app-token.entity.js';
export { AppTokenAuthentication, type RecalledToken } from './app-token-authentication.service.js';
export { AppTokensModule } from './app-tokens.module.js';
export { AppTokens } from './app-tokens.service.js';
export { Callers } from './callers/callers.service.js';
export { DeclaredScopes, type ScopesDeclared } from './callers/declared-scopes.service.js';
export { MANIFEST_WRITE, OWN_SERVICE_SCOPES, SCOPE, SCOPE_FORM } from './scopes.js';
export { TokenUsage } from './token-usage.service.js';
export {
  RelayedTokenLimit,
  RelayedTokens,
  type RelayedAnswer,
} from './validation/relayed-tokens.service.js';
export { TokenValidator } from './validation/token-validator.service.js';
export { AskingServiceDto, HeldGrantDto, ValidatedTokenDto } from './validation/validation.dto.js';
