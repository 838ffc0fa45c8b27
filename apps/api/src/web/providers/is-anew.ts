import type { SignInGoal } from '../sign-in/sign-in-goal.js';

/** Whether the application wants the person to be authenticated anew: then a session at the provider does not count. */
export const isAnew = ({ application }: SignInGoal): boolean =>
  application !== null &&
  (application.prompt.includes('login') || application.maxAgeSeconds !== null);
