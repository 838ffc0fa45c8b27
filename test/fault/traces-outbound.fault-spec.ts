import {
  createTestDatabase,
  eventually,
  startServerProcess,
  startSmtpSink,
  startTraceCollector,
  type CollectedSpan,
  type ServerProcess,
  type SmtpSink,
  type TestDatabase,
  type TraceCollector,
} from '#libs/testing';
import { FakeVerifier } from '../e2e/support/fake-verifier.js';
import { FakeProvider } from '../e2e/support/providers/fake-provider.js';
import { appear } from '../e2e/support/providers/persona.js';
import { Visitor } from '../e2e/support/providers/visitor.js';
import { anEmail, mailTo, PASSWORD, tokenIn } from '../support/accounts.js';

const MINUTE = 60_000;
const CLIENT = 3;

describe('traces of outbound calls', () => {
  let database: TestDatabase;
  let provider: FakeProvider;
  let verifier: FakeVerifier;
  let sink: SmtpSink;
  let collector: TraceCollector;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    provider = await FakeProvider.start();
    verifier = await FakeVerifier.start();
    sink = await startSmtpSink();
    collector = await startTraceCollector();
    server = await startServerProcess({
      databaseUrl: database.url,
      env: {
        ...(await provider.env()),
        ...verifier.env,
        ...sink.env,
        ...collector.env,
        APP_BASE_URL: 'http://gatehouse.test',
        RATE_LIMIT_ENABLED: 'true',
        CAPTCHA_PROVIDER: 'turnstile',
        CAPTCHA_REGISTER: 'always',
        CAPTCHA_HOSTNAMES: 'localhost',
      },
    });
  }, 2 * MINUTE);
  afterAll(async () => {
    await server?.kill();
    await collector?.close();
    await sink?.close();
    await verifier?.close();
    await provider?.close();
    await database?.drop();
  });
  beforeEach(() => {
    provider.reset();
    verifier.fault = null;
    sink.mode = 'accept';
  });

  const portOf = (url: string) => Number(new URL(url).port);
  const requestOf = (name: string, fits: (span: CollectedSpan) => boolean = () => true) =>
    collector.waitFor((span) => span.name === name && fits(span));
  const callsOf = (request: CollectedSpan, port: number) =>
    collector.childrenOf(request).filter(({ attributes }) => attributes['server.port'] === port);
  const register = (email: string, solution = `good-${email}`) =>
    server.post(
      '/api/auth/register',
      { email, password: PASSWORD },
      { headers: { 'x-captcha-solution': solution, 'x-request-id': 'a-registration' } },
    );

  it('traces of a sign-in by a provider show the calls for its description, token and keys, by method and server alone', async () => {
    appear(provider, { email: anEmail('by-provider') });
    expect((await new Visitor(server).signIn('google')).status).toBe(200);
    const departure = await requestOf('GET /api/oauth/:provider');
    const arrival = await requestOf('GET /api/oauth/:provider/callback');
    const address = { 'server.address': '127.0.0.1', 'server.port': provider.port };
    const called = (method: string) =>
      expect.objectContaining({
        name: method,
        kind: CLIENT,
        isError: false,
        attributes: {
          'http.request.method': method,
          'http.response.status_code': 200,
          ...address,
        },
      });
    await eventually(() => callsOf(arrival, provider.port).length >= 2);
    expect(callsOf(departure, provider.port)).toEqual([called('GET')]);
    expect(callsOf(arrival, provider.port)).toEqual(
      expect.arrayContaining([called('POST'), called('GET')]),
    );
  });

  it('traces show the kind of a provider’s refusal or failure', async () => {
    provider.mischief = (request, response) => {
      if (!(request.url ?? '').startsWith('/token')) return false;
      response.writeHead(500).end('a word of the provider');
      return true;
    };
    const answer = await new Visitor(server).signIn('google');
    expect(answer.status).toBe(502);
    const failed = await collector.waitFor(({ name, isError }) => name === 'POST' && isError);
    expect(failed.attributes['error.type']).toBe('failed');
  });

  it('traces show the call to the challenge’s vendor', async () => {
    expect((await register(anEmail('challenged'))).status).toBe(201);
    const isOurs = ({ attributes }: CollectedSpan) =>
      attributes['gatehouse.request_id'] === 'a-registration';
    const request = await requestOf('POST /api/auth/register', isOurs);
    const asked = await eventually(() => callsOf(request, portOf(verifier.url))[0] ?? false);
    expect(asked).toMatchObject({ name: 'POST', kind: CLIENT, isError: false });
    verifier.fault = 'hangs';
    expect((await register(anEmail('hanging'))).status).toBe(503);
    const isTimeout = ({ attributes }: CollectedSpan) => attributes['error.type'] === 'timeout';
    expect(await collector.waitFor(isTimeout)).toMatchObject({ name: 'POST', isError: true });
  });

  it('the delivery of a mail is a trace of its own, whichever request caused it', async () => {
    const email = anEmail('mailed');
    await register(email);
    await mailTo(sink, email, /verif|confirm/i);
    const sent = await requestOf('SMTP', ({ isError }) => !isError);
    expect(sent).toMatchObject({ kind: CLIENT, parentSpanId: undefined });
    expect(sent.attributes).toEqual({
      'network.protocol.name': 'smtp',
      'server.address': '127.0.0.1',
      'server.port': sink.port,
    });
    sink.mode = 'reject';
    await register(anEmail('rejected'));
    const refused = await requestOf('SMTP', ({ isError }) => isError);
    expect(refused.attributes['error.type']).toBe('550');
  });

  it('traces of outbound calls contain no path, code, token, secret, solution or personal data', async () => {
    const person = { email: anEmail('secret'), sub: 'the-subject-of-a-person' };
    appear(provider, person);
    const signedIn = await new Visitor(server).signIn('google');
    const email = anEmail('watched');
    await register(email, 'good-and-watched');
    const token = tokenIn(await mailTo(sink, email, /verif|confirm/i));
    await server.get('/api/auth/me', { headers: { 'x-request-id': 'the-last' } });
    await collector.waitFor(({ attributes }) => attributes['gatehouse.request_id'] === 'the-last');
    const secrets = [
      ...[person.email, person.sub, email, PASSWORD, token, 'good-and-watched'],
      ...[FakeProvider.CLIENT.id, FakeProvider.CLIENT.secret, verifier.secret, verifier.siteKey],
      ...[signedIn.body.access_token, signedIn.body.refresh_token, 'a word of the provider'],
      ...['/token', '/jwks', 'openid-configuration', 'siteverify', '550 '],
    ];
    const codes = provider.tokenRequests.map((form) => form.get('code') ?? '');
    expect(codes.length).toBeGreaterThan(0);
    const found = [...secrets, ...codes].filter((secret) => collector.text.includes(secret));
    expect(found).toEqual([]);
    const told = new Set(
      collector.spans
        .filter(({ attributes }) => 'server.address' in attributes)
        .flatMap(({ attributes }) => Object.keys(attributes)),
    );
    expect([...told].sort()).toEqual([
      'error.type',
      'http.request.method',
      'http.response.status_code',
      'network.protocol.name',
      'server.address',
      'server.port',
    ]);
  });
});
