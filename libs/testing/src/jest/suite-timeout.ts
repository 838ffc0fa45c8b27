// Suites start servers and databases; a test that never ends still fails.
jest.setTimeout(60_000);
