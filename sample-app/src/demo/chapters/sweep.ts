import type { Narrator } from '../narrator.js';
import type { Operator } from './operator.js';

const WORDS: Record<string, string> = {
  unusedClients: 'clients that were never used',
  idleClients: 'idle clients',
  sessions: 'ended sessions',
  auditEvents: 'old audit events',
  rateLimits: 'expired limiter rows',
  rules: 'expired rules',
};

/** Shows what the next sweep would remove. */
export async function sweep(operator: Operator, narrator: Narrator): Promise<void> {
  narrator.step('A dry run of a sweep: what would it remove?');
  const result = await operator.post<Record<string, number>>('/cleanup', { dryRun: true });
  for (const [member, words] of Object.entries(WORDS)) {
    narrator.say(`${String(result[member] ?? 0).padStart(6)}  ${words}`);
  }
  narrator.say('Clients that were never used are cleaned up after two days, idle ones after thirty.');
}
