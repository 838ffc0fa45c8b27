/** Names of the original service without effect here, and why. */
export const IGNORED_NAMES: Readonly<Record<string, string>> = {
  JWT_SECRET_KEY: 'tokens are signed with asymmetric keys that Gatehouse makes and rotates itself',
  FLASK_APP: 'there is no Flask here',
  FLASK_ENV: 'use NODE_ENV',
  DEBUG: 'use LOG_LEVEL=debug',
};

const SERVICE_ADDRESS = /^(?:tcp|udp|sctp):\/\//i;
const SERVICE_NAME = /_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/; // prettier-ignore

/** Whether the value is one that Kubernetes, and Docker with `--link`, set in a variable `<SERVICE>_PORT`. */
export const isServiceAddress = (value: string): boolean => SERVICE_ADDRESS.test(value.trim());

/** Whether a variable was set by Kubernetes or Docker for another Service or container. */
export const isServiceLink = (name: string, value: string): boolean =>
  SERVICE_NAME.test(name) || (name.endsWith('_PORT') && isServiceAddress(value));

/** Explanation and remedy, to follow the name of the variable. */
export function serviceLinkWords(name: string): string {
  const service = name
    .replace(/_PORT$/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return (
    `was set by Kubernetes (or Docker) for a Service named "${service}": ` +
    'set enableServiceLinks: false in the specification of the pod, or rename the Service'
  );
}
