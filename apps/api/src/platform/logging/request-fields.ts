import type { AgentTexts } from './agent-texts.js';
import { quoted } from './quoted.js';
import type { RequestFacts } from './request-facts.js';

/** The members of a JSON object for the facts of a request; absent facts have none. */
export type ToFields = (facts: RequestFacts, agents: AgentTexts) => string;

const member = (name: string, text: string | null | undefined): string =>
  text === null || text === undefined ? '' : `,"${name}":${quoted(text)}`;

const agentMember = (name: string, { userAgent }: RequestFacts, agents: AgentTexts): string =>
  userAgent === null ? '' : `,"${name}":${agents.of(userAgent)}`;

/** The fields with our own names. */
export const ownFields: ToFields = (facts, agents) =>
  `"request_id":${quoted(facts.requestId)},"method":${quoted(facts.method)}` +
  member('route', facts.route) +
  `,"status":${facts.status},"duration_ms":${Math.round(facts.durationMs * 10) / 10}` +
  `,"ip":${quoted(facts.ip)}` +
  agentMember('user_agent', facts, agents) +
  member('user_id', facts.userId) +
  member('service_id', facts.serviceId) +
  member('code', facts.code);

/** The fields with the names of the Elastic Common Schema. */
export const ecsFields: ToFields = (facts, agents) =>
  `"http.request.id":${quoted(facts.requestId)},"http.request.method":${quoted(facts.method)}` +
  `,"http.response.status_code":${facts.status}` +
  member('http.route', facts.route) +
  `,"event.duration":${Math.round(facts.durationMs * 1e6)}` +
  `,"event.outcome":${facts.status < 400 ? '"success"' : '"failure"'}` +
  member('event.reason', facts.code) +
  `,"client.ip":${quoted(facts.ip)}` +
  agentMember('user_agent.original', facts, agents) +
  member('user.id', facts.userId) +
  member('service.id', facts.serviceId);
