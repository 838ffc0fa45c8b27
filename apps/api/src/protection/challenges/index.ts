export { captchaConfig } from './captcha.config.js';
export { CaptchaGuard } from './captcha.guard.js';
export { CaptchaModule } from './captcha.module.js';
export { FormChallenges, type FormChallenge } from './forms/form-challenges.service.js';
