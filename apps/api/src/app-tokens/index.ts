export * from './app-token.entity.js';
export * from './app-token-port.service.js';
export * from './app-tokens.module.js';
export { Callers } from './callers/callers.service.js';
export { DeclaredScopes, type ScopesDeclared } from './callers/declared-scopes.service.js';
export { MANIFEST_WRITE, OWN_SERVICE_SCOPES, SCOPE, SCOPE_FORM } from './scopes.js';
export { isAppToken, newAppToken } from './token-format.js';
export * from './token-usage.service.js';
export * from './validation-recall.service.js';
