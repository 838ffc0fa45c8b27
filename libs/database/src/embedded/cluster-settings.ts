/** Included by `postgresql.conf`; written at each start, so that no old settings remain. */
export const SETTINGS_FILE = 'gatehouse.conf';

/** Only for programs of this machine with the password, over TCP, because the path of a socket can be too long. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  shared_buffers: '32MB',
  max_connections: '100',
  // Without I/O worker processes.
  io_method: 'sync',
  log_timezone: 'UTC',
  timezone: 'UTC',
} as const;

export function renderSettings(port: number, further: Readonly<Record<string, string>>): string {
  const settings = { ...SETTINGS, port: String(port), ...further };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  );
  return ['# Written by Gatehouse at each start.', ...lines, ''].join('\n');
}
