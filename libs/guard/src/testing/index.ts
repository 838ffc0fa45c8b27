export { FakeGatehouse, type FakeGatehouseOptions, type FakeSignIn } from './fake-gatehouse.js';
export { TestAuth, testAuth, type TestApp, type TestUser } from './test-auth.js';
