export { AbusiveAddresses } from './abusive-addresses.service.js';
export { riskConfig } from './risk.config.js';
export { RiskModule } from './risk.module.js';
export type { Risk } from './risk-score.service.js';
export { SignInRiskCheck, type Finding } from './sign-in-risk-check.service.js';
export type { SignInLinkPurpose } from './sign-in-link.entity.js';
export { SignInLinks } from './sign-in-links.service.js';
