import { LoopbackOnly } from '../loopback-only.js';

const only = new LoopbackOnly();

beforeAll(() => only.start());
afterAll(() => {
  only.stop();
  expect(only.refused).toEqual([]);
});
