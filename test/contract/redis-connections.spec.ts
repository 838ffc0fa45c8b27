import { createServer, type AddressInfo } from 'node:net';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '#libs/config';
import { addressOf, ephemeralConfig, RedisEphemeral } from '#libs/ephemeral';
import { newId } from '#libs/kernel';
import {
  CertificateAuthority,
  eventually,
  hasRedisServer,
  RedisServer,
  temporaryFolder,
} from '#libs/testing';

const PATIENCE_MS = 60_000;

/** Connects with an environment; answers `works`, or all reported reasons once they include `until`. */
async function outcome(environment: Record<string, string>, until = ''): Promise<string> {
  const address = addressOf(loadConfig(environment, [ephemeralConfig]).get(ephemeralConfig));
  if (!address) throw new Error('No Redis is configured');
  const said: string[] = [];
  const ephemeral = new RedisEphemeral({
    address,
    commandTimeoutMs: 5_000,
    breakMs: 100,
    onStateChange: (state, reason) => void said.push(`${state}: ${reason}`),
  });
  ephemeral.usePrefix(newId());
  try {
    await eventually(
      () => ephemeral.isAvailable || (until !== '' && said.some((text) => text.includes(until))),
      PATIENCE_MS,
    );
    if (!ephemeral.isAvailable) return said.join('; ');
    await ephemeral.set('key', 'value', 60);
    await ephemeral.incrementMany(['a', 'b'], 60);
    return (await ephemeral.get('key')) === 'value' ? 'works' : 'lost';
  } finally {
    await ephemeral.close();
  }
}

(hasRedisServer() ? describe : describe.skip)('a connection to Redis', () => {
  const running: RedisServer[] = [];
  const start = async (settings: readonly string[] = []): Promise<RedisServer> => {
    const server = await RedisServer.start(settings);
    running.push(server);
    return server;
  };
  afterAll(() => Promise.all(running.map((server) => server.stop())));

  it('A Redis connection authenticates as a user of the access list, also as one without a password', async () => {
    const server = await start();
    const rights = ['~*', '&*', '+@all'];
    await server.command('ACL', 'SETUSER', 'anna', 'on', '>p/@:#?% w', ...rights);
    await server.command('ACL', 'SETUSER', 'open', 'on', 'nopass', ...rights);
    await server.command('ACL', 'SETUSER', 'poor', 'on', '>secret', '~*', '&*', '+@all', '-set');
    const at = `127.0.0.1:${server.port}`;
    expect(await outcome({ REDIS_URL: `redis://anna:p/@:#?% w@${at}` })).toBe('works');
    const encoded = encodeURIComponent('p/@:#?% w');
    expect(await outcome({ REDIS_URL: `redis://anna:${encoded}@${at}/3` })).toBe('works');
    expect(await outcome({ REDIS_URL: `redis://open@${at}` })).toBe('works');
    const apart = { REDIS_URL: `redis://${at}`, REDIS_USERNAME: 'anna', REDIS_PASSWORD: 'p/@:#?% w' }; // prettier-ignore
    expect(await outcome(apart)).toBe('works');
    expect(await outcome({ REDIS_URL: `redis://anna:wrong@${at}` }, 'refuses')).toContain('it refuses the user name or the password; correct them in REDIS_URL'); // prettier-ignore
    await expect(outcome({ REDIS_URL: `redis://poor:secret@${at}` })).rejects.toThrow(/refuses the command/); // prettier-ignore
  });

  it('A Redis connection reports that a password is required', async () => {
    const server = await start(['--requirepass', 'secret']);
    expect(await outcome({ REDIS_URL: server.url }, 'asks')).toContain('it asks for a password; give it in REDIS_URL'); // prettier-ignore
    expect(await outcome({ REDIS_URL: server.url, REDIS_PASSWORD: 'secret' })).toBe('works');
  });

  it('A Redis connection can use a Unix socket', async () => {
    const path = join(temporaryFolder('socket'), 'redis.sock');
    await start(['--unixsocket', path]);
    expect(await outcome({ REDIS_URL: `unix://${path}?db=2` })).toBe('works');
    expect(await outcome({ REDIS_HOST: path })).toBe('works');
    expect(await outcome({ REDIS_URL: 'unix:///none.sock' }, 'socket')).toContain('no socket is there'); // prettier-ignore
  });

  it('A Redis connection reports another program at its address, and none', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      expect(await outcome({ REDIS_URL: `redis://127.0.0.1:${port}` }, 'another program')).toContain('and not Redis'); // prettier-ignore
    } finally {
      other.close();
    }
    expect(await outcome({ REDIS_URL: 'redis://127.0.0.1:1' }, 'nothing')).toContain('nothing answers there'); // prettier-ignore
  });

  describe('over TLS', () => {
    let authority: CertificateAuthority;
    let server: RedisServer;
    let own: Record<string, string>;

    beforeAll(async () => {
      authority = new CertificateAuthority();
      const issued = authority.issue('redis', ['DNS:localhost']);
      const client = authority.issue('gatehouse');
      own = { REDIS_CERT_FILE: client.certFile, REDIS_KEY_FILE: client.keyFile };
      for (const file of [issued.keyFile, client.keyFile]) chmodSync(file, 0o600);
      server = await RedisServer.startTls(
        [
          ...['--tls-cert-file', issued.certFile, '--tls-key-file', issued.keyFile],
          ...['--tls-ca-cert-file', authority.certFile, '--tls-auth-clients', 'yes'],
        ],
        {
          rejectUnauthorized: false,
          cert: readFileSync(client.certFile),
          key: readFileSync(client.keyFile),
        },
      );
      running.push(server);
    });

    const url = (host: string) => `rediss://${host}:${server.port}`;

    it('A Redis connection over TLS checks authority and host name, the authority alone, or nothing', async () => {
      const trusted = { ...own, REDIS_CA_FILE: authority.certFile };
      expect(await outcome({ ...trusted, REDIS_URL: url('localhost') })).toBe('works');
      const byAddress = { ...trusted, REDIS_URL: url('127.0.0.1') };
      expect(await outcome(byAddress, 'host name')).toContain('its certificate is of another host name; see REDIS_TLS_VERIFY'); // prettier-ignore
      expect(await outcome({ ...byAddress, REDIS_TLS_VERIFY: 'ca' })).toBe('works');
      const untrusted = { ...own, REDIS_URL: url('localhost') };
      expect(await outcome(untrusted, 'not trusted')).toContain('name it in REDIS_CA_FILE');
      expect(await outcome({ ...untrusted, REDIS_TLS_VERIFY: 'none' })).toBe('works');
      expect(await outcome({ ...own, REDIS_URL: `${url('localhost')}?ssl_cert_reqs=none` })).toBe('works'); // prettier-ignore
      const apart = { REDIS_HOST: 'localhost', REDIS_PORT: `${server.port}`, REDIS_TLS: 'true' };
      expect(await outcome({ ...trusted, ...apart })).toBe('works');
    });

    it('A Redis connection reports that a client certificate is required', async () => {
      const without = { REDIS_CA_FILE: authority.certFile, REDIS_URL: url('localhost') };
      expect(await outcome(without, 'certificate of a client')).toContain('see REDIS_CERT_FILE and REDIS_KEY_FILE'); // prettier-ignore
    });

    it('A Redis connection reports which side alone requires TLS', async () => {
      const plain = await start();
      expect(await outcome({ REDIS_URL: `rediss://127.0.0.1:${plain.port}` }, 'does not answer')).toContain('does it speak TLS at this port?'); // prettier-ignore
      expect(await outcome({ REDIS_URL: `redis://127.0.0.1:${server.port}` }, 'TLS')).toContain('does it want TLS (rediss://)?'); // prettier-ignore
    });
  });

  it('A Redis connection finds the master through sentinels that have a password of their own', async () => {
    const master = await start(['--requirepass', 'secret']);
    const sentinel = await RedisServer.startSentinel(
      master.port,
      ['--requirepass', 'sentinel/secret'],
      'secret',
    );
    running.push(sentinel);
    const at = `127.0.0.1:${sentinel.port}`;
    const password = { REDIS_PASSWORD: 'secret' };
    const told = { ...password, REDIS_SENTINELS: at, REDIS_SENTINEL_MASTER: 'mymaster' };
    expect(await outcome({ ...told, REDIS_SENTINEL_PASSWORD: 'sentinel/secret' })).toBe('works');
    const address = `redis+sentinel://:secret@${at}/mymaster?sentinel_password=sentinel%2Fsecret`;
    expect(await outcome({ REDIS_URL: address })).toBe('works');
    expect(await outcome(told, 'no sentinel')).toContain('no sentinel answers'); // prettier-ignore
  });

  it('A Redis connection finds the nodes of a cluster, and runs each script in one of its slots', async () => {
    const node = await start(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
    await node.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await eventually(async () =>
      String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
    expect(await outcome({ REDIS_URL: `redis+cluster://127.0.0.1:${node.port}` })).toBe('works');
  });
});
