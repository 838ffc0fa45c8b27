import pg from 'pg';

const OURS = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

/** The statements that this process sends for a request, without those that jobs repeat by themselves. */
export class Statements {
  private readonly spy: jest.SpyInstance;
  private sent: string[] = [];

  constructor() {
    const real = pg.Client.prototype.query as (...given: unknown[]) => unknown;
    const note = (statement: string | { text?: string }) => {
      const text = typeof statement === 'string' ? statement : (statement.text ?? '');
      if (OURS.test(text)) this.sent.push(text);
    };
    this.spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
      this: pg.Client,
      ...given: unknown[]
    ) {
      note(given[0] as string);
      return real.apply(this, given);
    });
  }

  stop(): void {
    this.spy.mockRestore();
  }

  /**
   * The statements of `work` that it makes each time: those of two further runs after it was run before. A job that
   * happens to send a statement meanwhile does so in one of them.
   */
  async settled(work: () => Promise<unknown>): Promise<string[]> {
    await work();
    const first = await this.during(work);
    const second = new Set(await this.during(work));
    return first.filter((text) => second.has(text));
  }

  private async during(work: () => Promise<unknown>): Promise<string[]> {
    this.sent = [];
    await work();
    return this.sent;
  }
}
