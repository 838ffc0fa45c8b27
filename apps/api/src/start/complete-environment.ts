import { isProduction, type Environment } from '#libs/config';

/** What was not set, and hangs on what was: read by rooms as if it had been set. */
export function completeEnvironment(environment: Environment, secretKey: string): Environment {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== '';
  // Without a mail server the mails can be read by whoever reaches the server: nobody but this machine
  // may. Behind a proxy and in production there is no such mailbox.
  const hasReadableMailbox =
    !isSet('MAIL_SERVER') && !isSet('TRUST_PROXY') && !isProduction(environment);
  return {
    ...environment,
    SECRET_KEY: secretKey,
    ...(hasReadableMailbox && !isSet('HOST') && { HOST: '127.0.0.1' }),
  };
}
