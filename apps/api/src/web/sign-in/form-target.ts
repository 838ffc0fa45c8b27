const IPV6 = /^\[/;

/**
 * The source by which a content security policy lets a form end at an application. Policies know no hosts of IPv6 and no hosts
 * of schemes that are not the web's: there the whole scheme is allowed.
 */
export function formTargetOf(redirectUri: string): string {
  const { protocol, hostname, origin } = new URL(redirectUri);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && !IPV6.test(hostname) ? origin : protocol;
}
