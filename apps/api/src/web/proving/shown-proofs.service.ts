import { Inject, Injectable } from '@nestjs/common';
import { OwnCookies, type ClientInfo, type ProofPurpose } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { isAppError } from '#libs/kernel';
import { FreshProofs, PROOF_SECONDS } from '#api/users/proofs';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';

/** The page where a person shows who they are, before an act that cannot be undone or that makes a credential. */
const PROVE_PATH = '/account/prove';

/**
 * The fresh proofs of a person at the pages, in a cookie for each purpose. A proof is worth nothing without the session that it
 * was made in, and is good once, for five minutes.
 */
@Injectable()
export class ShownProofs {
  private readonly own: OwnCookies;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly database: Database,
    private readonly proofs: FreshProofs,
    private readonly visits: Visits,
  ) {
    const isSecure = baseUrlOf(core).startsWith('https:');
    this.own = new OwnCookies({ isSecure, basePath: basePathOf(core) });
  }

  /** The browser keeps a proof that was just made. */
  give({ reply }: SignedInVisit, purpose: ProofPurpose, proof: string): void {
    reply.header('set-cookie', this.line(purpose, proof, PROOF_SECONDS));
  }

  /** The client with the proof of its browser, for the service of the act. */
  clientOf({ request, client }: SignedInVisit, purpose: ProofPurpose): ClientInfo {
    const name = this.nameOf(purpose);
    const shown = this.own.in(request.headers.cookie, name).find((one) => one.name === name);
    return { ...client, proof: shown?.value };
  }

  /** The act has used the proof up. */
  used({ reply }: SignedInVisit, purpose: ProofPurpose): void {
    reply.header('set-cookie', this.line(purpose, '', 0));
  }

  /** Whether the browser has a proof that is good now. It is not used up. */
  async isShown(visit: SignedInVisit, purpose: ProofPurpose): Promise<boolean> {
    const { principal } = visit.session;
    const client = this.clientOf(visit, purpose);
    if (client.proof === undefined) return false;
    try {
      await this.proofs.assertShown(this.database.pool, { principal, client }, purpose);
      return true;
    } catch (error) {
      if (isAppError(error) && error.code === 'PROOF_REQUIRED') return false;
      throw error;
    }
  }

  /** Sends the browser to the page where the person makes a proof, and then to `next`, the page of the act. */
  ask(visit: SignedInVisit, purpose: ProofPurpose, next: `/account${string}`): string {
    const query = new URLSearchParams({ purpose, next }).toString();
    return this.visits.goTo(visit, `${PROVE_PATH}?${query}` satisfies PagePath);
  }

  private nameOf(purpose: ProofPurpose): string {
    return this.own.nameOf(`gatehouse_proof_${purpose}`);
  }

  private line(purpose: ProofPurpose, proof: string, maxAgeSeconds: number): string {
    return this.own.line(this.nameOf(purpose), proof, { maxAgeSeconds });
  }
}
