import type { PagePolicy } from '#api/platform/html';

/**
 * What `form-action` must allow so that the answer to a form may redirect to this address: its origin, or its scheme where
 * there is none that a policy can name (CSP level 3 has no IPv6 addresses).
 */
export function formTargetOf(redirectUri: string): string {
  const { protocol, origin, hostname } = new URL(redirectUri);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && !hostname.startsWith('[') ? origin : protocol;
}

/** The additions of all these policies, each source once. */
export function joinPolicies(...policies: readonly PagePolicy[]): PagePolicy {
  const joined = new Map<string, Set<string>>();
  for (const [directive, sources] of policies.flatMap((policy) => Object.entries(policy))) {
    const known = joined.get(directive) ?? new Set();
    joined.set(directive, new Set([...known, ...sources]));
  }
  return Object.fromEntries([...joined].map(([directive, sources]) => [directive, [...sources]]));
}
