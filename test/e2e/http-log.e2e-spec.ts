import { Body, Controller, Get, Logger, Param, Post, UseInterceptors } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Public, RateClass, Refuses } from '#libs/access';
import { AppError } from '#libs/kernel';
import { startHttp, type HttpFixture } from './support/http-fixture.js';

class Credentials {
  @IsString()
  email!: string;

  @IsString()
  password!: string;
}

const TOKEN = 'kJ8sNv3QzXw1LbT5yRe7UaHc2MdPf9GiOlKjBhVgCfX';
const ADDRESS = 'anna.berger@example.org';

class Broken {
  intercept(): never {
    throw new Error(`in an interceptor, of ${ADDRESS}`);
  }
}

@Controller('api')
class TalkController {
  private readonly logger = new Logger('Talk');

  @Post('login')
  @Public()
  @RateClass('login')
  @Refuses('INVALID_CREDENTIALS')
  login(@Body() body: Credentials) {
    this.logger.warn('Refused', {
      ...body,
      user: { email: body.email, token: TOKEN },
      list: [ADDRESS],
    });
    this.logger.log(`for ${body.email} with Bearer ${TOKEN}`);
    throw new AppError('INVALID_CREDENTIALS', { cause: new Error(`no user ${body.email}`) });
  }

  @Get('verify/:token')
  @Public()
  @RateClass('mail')
  @Refuses()
  verify(@Param('token') token: string) {
    return { success: token.length > 0 };
  }

  @Get('fault')
  @Public()
  @RateClass('read')
  @Refuses()
  fault() {
    const error = new Error(`duplicate key (email)=(${ADDRESS})`);
    throw Object.assign(error, { parameters: [ADDRESS, 'secret words'], query: 'SELECT secret' });
  }

  @Get('late')
  @Public()
  @RateClass('read')
  @Refuses()
  async late(): Promise<never> {
    await Promise.resolve();
    throw new TypeError('late');
  }

  @Get('odd')
  @Public()
  @RateClass('read')
  @Refuses()
  odd() {
    throw 'a text'; // eslint-disable-line @typescript-eslint/only-throw-error -- what a careless library does
  }

  @Get('interceptor')
  @Public()
  @RateClass('read')
  @Refuses()
  @UseInterceptors(Broken)
  interceptor() {
    return { success: true };
  }
}

describe('the log', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await startHttp({ module: { controllers: [TalkController] } });
  });
  afterEach(() => http.close());

  const requests = () => http.events().filter((event) => 'method' in event);

  it('The log has one event for each request, with its id, route and outcome', async () => {
    await http.get('/health/live');
    const { headers } = await http.get('/api/nothing', {
      headers: { 'user-agent': 'tester/1.0' },
    });
    expect(requests()).toEqual([
      expect.objectContaining({
        level: 'debug',
        method: 'GET',
        route: '/health/live',
        status: 200,
      }),
      expect.objectContaining({
        level: 'info',
        method: 'GET',
        status: 404,
        code: 'ROUTE_NOT_FOUND',
        request_id: headers['x-request-id'],
        user_agent: 'tester/1.0',
        ip: '127.0.0.1',
        duration_ms: expect.any(Number),
      }),
    ]);
  });

  it('The log has no secret, token, password or address from any source', async () => {
    const body = { email: ADDRESS, password: 'correct horse battery' };
    const options = {
      token: TOKEN,
      headers: { cookie: `session=${TOKEN}`, 'user-agent': `mail ${ADDRESS} Bearer ${TOKEN}` },
    };
    await http.post(`/api/login?token=${TOKEN}&email=${ADDRESS}`, body, options);
    await http.get(`/api/verify/${TOKEN}`, options);
    await http.get(`/api/unknown/${TOKEN}/${ADDRESS}`, options);
    await http.get('/api/fault', options);
    const text = http.logged();
    for (const word of [TOKEN, ADDRESS, 'anna', 'correct horse', 'secret words', 'SELECT secret']) {
      expect(text).not.toContain(word);
    }
    expect(requests().map(({ route }) => route)).toEqual(
      expect.arrayContaining(['/api/login', '/api/verify/:token', '/api/fault']),
    );
    expect(text).toContain('INVALID_CREDENTIALS');
  });

  it('The log has one line an event, whatever a client sends', async () => {
    // Node refuses line breaks in headers; escape sequences and quotes remain.
    const agent = 'a","level":"error","msg":"forged';
    await http.get('/health/live', { headers: { 'user-agent': `${agent}\u009b31m` } });
    await http.get(`/api/verify/${encodeURIComponent('a\r\n{"level":"fatal"}')}`);
    expect(http.events().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    expect(requests()).toHaveLength(2);
    expect(requests()[0]).toMatchObject({ user_agent: expect.stringContaining(agent) });
  });

  it.each(['fault', 'late', 'odd', 'interceptor'])(
    'The log has the reason of a fault (%s); the client gets one fixed sentence and the request id',
    async (kind) => {
      const answer = await http.get(`/api/${kind}`);
      expect(answer).toMatchObject({
        status: 500,
        body: {
          code: 'INTERNAL_ERROR',
          message:
            'Something went wrong on our side. Try again; if it stays so, report the request id.',
        },
      });
      expect(Object.keys(answer.body).sort()).toEqual(
        [
          'code',
          'detail',
          'instance',
          'message',
          'request_id',
          'status',
          'success',
          'title',
          'type',
        ].sort(),
      );
      const event = requests().find(({ status }) => status === 500);
      expect(event).toMatchObject({ level: 'error', request_id: answer.headers['x-request-id'] });
      expect(event).toHaveProperty('err');
      expect(await http.get('/health/live')).toMatchObject({ status: 200 });
    },
  );

  it('The log is written in the Elastic Common Schema when configured', async () => {
    const elastic = await startHttp({
      module: { controllers: [TalkController] },
      env: { LOG_FORMAT: 'ecs' },
    });
    await elastic.get('/api/fault');
    const event = elastic.events().find((one) => one['http.route'] === '/api/fault');
    expect(event).toMatchObject({
      'log.level': 'error',
      'ecs.version': expect.any(String),
      'http.request.method': 'GET',
      'http.response.status_code': 500,
      'client.ip': '127.0.0.1',
      'event.outcome': 'failure',
      message: 'GET /api/fault 500',
    });
    expect(elastic.logged()).not.toContain(ADDRESS);
    await elastic.close();
  });

  it('The log has no event below its level', async () => {
    const quiet = await startHttp({ env: { LOG_LEVEL: 'warn' } });
    await quiet.get('/nothing');
    expect(quiet.logged()).toBe('');
    await quiet.close();
  });
});
