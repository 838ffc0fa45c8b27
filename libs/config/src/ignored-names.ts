/** Names of the original service without effect here, and why. */
export const IGNORED_NAMES: Readonly<Record<string, string>> = {
  JWT_SECRET_KEY: 'tokens are signed with asymmetric keys that Gatehouse makes and rotates itself',
  FLASK_APP: 'there is no Flask here',
  FLASK_ENV: 'use NODE_ENV',
  DEBUG: 'use LOG_LEVEL=debug',
};
