export { captchaConfig } from './captcha.config.js';
export { CaptchaModule } from './captcha.module.js';
