/* oxlint-disable gatehouse/no-late-own-import -- a command loads only what it needs: `gatehouse migrate` starts
   at once, and works when the server would not start */
import type { CommandGroup } from './command-group.js';

/** All commands. A new one: its folder beside this file, and its line here. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    name: 'migrate',
    summary: 'create, apply, revert and check database migrations',
    audience: 'operators',
    load: async () => (await import('./migrate/migrate.commands.js')).MIGRATE_COMMANDS,
  },
  {
    name: 'admin',
    summary: 'make administrators',
    audience: 'operators',
    load: async () => (await import('./admin/admin.commands.js')).ADMIN_COMMANDS,
  },
  {
    name: 'sessions',
    summary: 'end sessions',
    audience: 'operators',
    load: async () => (await import('./sessions/sessions.commands.js')).SESSIONS_COMMANDS,
  },
  {
    name: 'keys',
    summary: 'list and replace the keys that sign access tokens',
    audience: 'operators',
    load: async () => (await import('./keys/keys.commands.js')).KEYS_COMMANDS,
  },
  {
    name: 'audit',
    summary: 'check the audit trail, and delete its oldest days',
    audience: 'operators',
    load: async () => (await import('./audit/audit.commands.js')).AUDIT_COMMANDS,
  },
  {
    name: 'manifest',
    summary: 'declare the permissions, roles and scopes of a service',
    audience: 'developers',
    load: async () => (await import('./manifest/manifest.commands.js')).MANIFEST_COMMANDS,
  },
  {
    name: 'callers',
    summary: 'list, grant and withdraw which services may call a service',
    audience: 'operators',
    load: async () => (await import('./callers/callers.commands.js')).CALLERS_COMMANDS,
  },
  {
    name: 'types',
    summary: "write TypeScript types of a service's permissions, roles and scopes",
    audience: 'both',
    load: async () => (await import('./types/types.commands.js')).TYPES_COMMANDS,
  },
  {
    name: 'users',
    summary: 'list, create, verify, deactivate, reset, unlock, import and export accounts',
    audience: 'operators',
    load: async () => (await import('./users/users.commands.js')).USERS_COMMANDS,
  },
  {
    name: 'organizations',
    summary: 'list organizations, and show their trees of units',
    audience: 'operators',
    load: async () =>
      (await import('./organizations/organizations.commands.js')).ORGANIZATIONS_COMMANDS,
  },
  {
    name: 'import',
    summary: 'import the data of the original Flask service',
    audience: 'operators',
    load: async () => (await import('./import/import.commands.js')).IMPORT_COMMANDS,
  },
  {
    name: 'doctor',
    summary: 'name the faults of this installation and how to correct them',
    audience: 'operators',
    load: async () => (await import('./doctor/doctor.command.js')).DOCTOR_COMMANDS,
  },
  {
    name: 'docs',
    summary: 'print the reference of all commands',
    audience: 'operators',
    isHidden: true,
    load: async () => (await import('./docs/docs.command.js')).DOCS_COMMANDS,
  },
];
