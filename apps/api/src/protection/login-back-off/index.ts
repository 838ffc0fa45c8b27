export { LoginBackOffModule } from './login-back-off.module.js';
export { FailedLoginEntity } from './failed-login.entity.js';
export { LoginBackOff, type BackOffAccount } from './login-back-off.service.js';
