// Suites start servers and databases; what never ends is still seen.
jest.setTimeout(60_000);
