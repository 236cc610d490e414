import type { Narrator } from '../narrator.js';
import type { Operator } from './operator.js';

const WORDS: Record<string, string> = {
  unusedClients: 'clients that were never used',
  idleClients: 'idle clients',
  sessions: 'ended sessions',
  auditEvents: 'old audit events',
  rateLimits: 'counters of the limiter',
};

/** What the hourly sweep would remove. */
export async function sweep(operator: Operator, narrator: Narrator): Promise<void> {
  narrator.step('A sweep now, as a dry run: what would go?');
  const result = await operator.post<Record<string, number>>('/cleanup', { dryRun: true });
  for (const [member, words] of Object.entries(WORDS)) {
    narrator.say(`${String(result[member] ?? 0).padStart(6)}  ${words}`);
  }
  narrator.say(
    'Clients that nobody uses go after two days, idle ones after thirty: those of today may stay.',
  );
}
