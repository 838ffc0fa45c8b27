import { quoted } from './quoted.js';
import { scrubText } from './scrub.js';

const MAX_LENGTH = 256;
/** More than the programs and browser versions that call a server within minutes. */
const MOST = 512;

/** User agents as they are logged, scrubbed and quoted; the most recent ones are remembered. */
export class AgentTexts {
  private recent = new Map<string, string>();
  private earlier = new Map<string, string>();

  of(userAgent: string): string {
    const known = this.recent.get(userAgent);
    return known ?? this.add(userAgent);
  }

  /** Two generations: what was asked for since the last exchange survives it. */
  private add(userAgent: string): string {
    const text = this.earlier.get(userAgent) ?? quoted(scrubText(userAgent.slice(0, MAX_LENGTH)));
    if (this.recent.size >= MOST) {
      this.earlier = this.recent;
      this.recent = new Map();
    }
    this.recent.set(userAgent, text);
    return text;
  }
}
