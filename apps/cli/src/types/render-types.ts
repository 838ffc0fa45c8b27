/** The names of permissions and roles that a service's code may use. */
export interface KnownNames {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

const MEMBERS = [
  ['permission', 'permissions'],
  ['role', 'roles'],
  ['scope', 'scopes'],
] as const;

function union(names: readonly string[]): string {
  const literals = [...new Set(names)].sort().map((name) => `\n      | ${JSON.stringify(name)}`);
  return literals.join('');
}

/**
 * The declaration file that makes a misspelt permission a compile error in a service that uses `@gatehouse/guard`. A
 * member without names is left out: it accepts any text.
 */
export function renderTypes(service: string, names: KnownNames): string {
  const members = MEMBERS.flatMap(([member, list]) =>
    names[list].length === 0 ? [] : [`    ${member}:${union(names[list])};`],
  );
  return [
    `// Written by \`gatehouse types\` for the service ${JSON.stringify(service)}. Do not edit.`,
    `import '@gatehouse/guard';`,
    '',
    `declare module '@gatehouse/guard' {`,
    '  interface GatehouseTypes {',
    ...members,
    '  }',
    '}',
    '',
  ].join('\n');
}
