import { LoopbackOnly } from '../loopback-only.js';

const only = new LoopbackOnly();
const services = [process.env['TEST_DATABASE_URL'], process.env['TEST_REDIS_URL']];

beforeAll(() => only.start(services.flatMap((url) => (url ? [new URL(url).hostname] : []))));
afterAll(() => {
  only.stop();
  expect(only.refused).toEqual([]);
});
