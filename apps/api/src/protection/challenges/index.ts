export { captchaConfig } from './captcha.config.js';
export { CaptchaModule } from './captcha.module.js';
export { FormChallenges, type FormChallenge } from './forms/form-challenges.service.js';
