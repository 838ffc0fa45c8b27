import { isProduction, type Environment } from '#libs/config';

/** Adds the variables whose defaults depend on others; features read them as if they had been set. */
export function completeEnvironment(environment: Environment, secretKey: string): Environment {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== '';
  // Without a mail server, every caller that reaches the server could read the mails: only this machine may. Behind a
  // proxy and in production there is no such mailbox.
  const hasReadableMailbox =
    !isSet('MAIL_SERVER') && !isSet('TRUST_PROXY') && !isProduction(environment);
  return {
    ...environment,
    SECRET_KEY: secretKey,
    ...(hasReadableMailbox && !isSet('HOST') && { HOST: '127.0.0.1' }),
  };
}
