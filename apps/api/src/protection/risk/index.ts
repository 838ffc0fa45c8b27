export { AbusiveAddresses } from './abusive-addresses.service.js';
export { riskConfig } from './risk.config.js';
export { RiskModule } from './risk.module.js';
export { SignInRiskCheck, type Finding, type Risk } from './sign-in-risk-check.service.js';
export type { SignInLinkPurpose } from './sign-in-link.entity.js';
export { SignInLinks, type LiveLink, type SignInAnswer } from './sign-in-links.service.js';
