import { createHash } from 'node:crypto';
import { DcrAdminService, type DcrAuditEvent, type DcrClientDocument } from 'nestjs-dcr';
import { ago, DAY, HOUR, type ClientRow } from '../../e2e/admin/support/clients.js';
import type { Sample } from '../../oidc-provider/support/sample.js';
import { seed, seedDocuments, seedEvents, seedSessions } from './seed.js';

const MINUTE = 60_000;

interface Kind {
  name: string;
  uris: string[];
  /** How long ago each client registered and was last used. Without `used`, it never was. */
  ages: [created: number, used?: number][];
  changes?: ClientRow;
  /** What is known of its metadata document. Default of every member: fetched without a failure. */
  document?: Partial<DcrClientDocument>;
}

const KINDS: Kind[] = [
  {
    name: 'Claude',
    uris: ['https://claude.ai/api/mcp/auth_callback'],
    ages: [[19 * DAY, 12 * MINUTE]],
  },
  {
    name: 'ChatGPT',
    uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    ages: [[16 * DAY, 2 * HOUR]],
  },
  {
    name: 'Visual Studio Code',
    uris: ['https://vscode.dev/redirect', 'http://127.0.0.1:33418/', 'http://127.0.0.1/'],
    ages: [[9 * DAY, 41 * MINUTE]],
    changes: { applicationType: 'native' },
  },
  {
    name: 'Claude Code',
    uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    ages: [[11 * DAY, 4 * MINUTE]],
    changes: { source: 'cimd', clientId: 'https://claude.ai/oauth/claude-code-client-metadata' },
    document: {},
  },
  {
    name: 'Notebook',
    uris: ['https://notebook.example/oauth/callback'],
    ages: [[8 * DAY, 7 * HOUR]],
    changes: { source: 'cimd', clientId: 'https://notebook.example/oauth/client.json' },
    document: {
      fetchedAt: ago(9 * HOUR),
      expiresAt: ago(8 * HOUR),
      failedAt: ago(7 * HOUR),
      failures: 3,
      lastReason: 'timeout',
    },
  },
  {
    name: 'Cursor',
    uris: ['cursor://anysphere.cursor-mcp/oauth/callback'],
    ages: [[6 * DAY, 5 * HOUR]],
  },
  {
    name: 'MCP Inspector',
    uris: ['http://localhost:6274/oauth/callback'],
    ages: Array.from({ length: 9 }, (_, at) => [(at * 7 + 2) * HOUR, at % 3 === 0 ? HOUR : undefined]),
    changes: { softwareId: 'mcp-inspector' },
  },
  { name: 'مساعد التقويم', uris: ['https://calendar.example/callback'], ages: [[3 * DAY, 26 * HOUR]] },
  { name: 'Quarterly report bot', uris: ['https://reports.example/oauth'], ages: [[36 * DAY, 33 * DAY]] },
  { name: 'Meeting notes', uris: ['https://notes.example/oauth/callback'], ages: [[12 * DAY, 3 * DAY]] },
  {
    name: 'Internal dashboard',
    uris: ['https://dashboard.example.com/callback'],
    ages: [[80 * DAY, 3 * MINUTE]],
    changes: { source: 'manual' },
  },
  {
    name: 'Free gift cards',
    uris: ['https://gifts.example/callback'],
    ages: [[30 * HOUR], [31 * HOUR], [32 * HOUR]],
    changes: {
      status: 'disabled',
      disabledAt: ago(29 * HOUR),
      disabledReason: 'Phishing, reported by support',
    },
  },
  {
    name: 'Claude Connector Pro',
    uris: ['https://connect.assistants.example/callback'],
    ages: [[4 * HOUR]],
    changes: {
      status: 'pending',
      disabledReason: 'It calls itself Claude Connector Pro, but sends people to connect.assistants.example.',
    },
  },
  {
    name: 'ChatGPT for Teams',
    uris: ['https://teams-bridge.example/oauth/callback'],
    ages: [[50 * MINUTE]],
    changes: {
      status: 'pending',
      disabledReason: 'It calls itself ChatGPT for Teams, but sends people to teams-bridge.example.',
    },
  },
];

/** Fills the tables with a realistic month of data. */
export async function seedRealistically(
  sample: Sample,
): Promise<{ shown: string; documented: string; bad: string }> {
  const clients = await seed(sample, KINDS.flatMap(toRows));
  await seedDocuments(sample, KINDS.flatMap(toDocument));
  const shown = clients.find(({ clientName }) => clientName === 'Visual Studio Code')!.clientId;
  await seedSessions(sample, shown, ['alice', 'bob', 'chidi', 'dana', 'emre', 'farah', 'goran']);
  const claude = clients.find(({ clientName }) => clientName === 'Claude')!.clientId;
  await seedSessions(sample, claude, ['alice', 'dana']);
  await addRules(sample);
  await seedEvents(sample, [...history(), ...eventsOf(shown)]);
  const bad = clients.find(({ clientName }) => clientName === 'Free gift cards')!.clientId;
  return { shown, bad, documented: 'https://notebook.example/oauth/client.json' };
}

async function addRules(sample: Sample): Promise<void> {
  const admin = sample.app.get(DcrAdminService, { strict: false });
  const by = (reason: string) => ({ actor: 'operator', reason });
  const expiresAt = ago(-7 * DAY);
  await Promise.all([
    admin.addRule(
      { kind: 'redirectHost', value: 'gifts.example', effect: 'deny' },
      by('Phishing, reported by support'),
    ),
    admin.addRule(
      { kind: 'network', value: '198.51.100.0/24', effect: 'deny', expiresAt },
      by('A flood of registrations'),
    ),
    admin.addRule(
      { kind: 'redirectHost', value: '*.assistants.example', effect: 'pending' },
      by('Names that imitate others'),
    ),
    admin.addRule({ kind: 'redirectHost', value: 'claude.ai', effect: 'allow' }, by('Known')),
  ]);
}

function toRows({ name, uris, ages, changes }: Kind): ClientRow[] {
  return ages.map(([created, used], at) => ({
    clientName: name,
    redirectUris: uris,
    redirectHosts: [...new Set(uris.map((uri) => new URL(uri).hostname))],
    fingerprint: createHash('sha256').update(name).digest('hex'),
    clientId: `dcr_${createHash('md5').update(`${name} ${at}`).digest('hex')}`,
    createdAt: ago(created),
    lastUsedAt: used === undefined ? null : ago(used),
    ...changes,
  }));
}

function toDocument({ changes, document }: Kind): Partial<DcrClientDocument>[] {
  if (!document) return [];
  const clientId = changes!.clientId!;
  const hash = createHash('sha256').update(clientId).digest('hex');
  return [
    { clientId, hash, fetchedAt: ago(20 * MINUTE), expiresAt: ago(-40.5 * MINUTE), failures: 0, ...document },
  ];
}

/** The kinds of events, with their maximum number per day. */
const EVENTS: [maxPerDay: number, event: (id: string) => Partial<DcrAuditEvent>][] = [
  [
    24,
    (clientId) => ({
      type: 'client.registered',
      outcome: 'accepted',
      clientId,
      ip: '203.0.113.61',
      userAgent: 'mcp-client/2.1 node',
    }),
  ],
  [
    5,
    () =>
      rejected(
        'invalid_redirect_uri',
        'redirect_uris[0] must use https, or http on localhost, 127.0.0.1 or [::1].',
        '203.0.113.24',
      ),
  ],
  [
    7,
    () =>
      rejected(
        'invalid_client_metadata',
        'client_name must not suggest that the application belongs to this server.',
        '198.51.100.7',
      ),
  ],
  [2, () => rejected('slow_down', 'Too many registration attempts. Wait, then try again.', '192.0.2.88')],
  [11, (clientId) => ({ type: 'client.cleaned_up', clientId, reason: 'never used' })],
];

function rejected(error: string, description: string, ip: string): Partial<DcrAuditEvent> {
  return { type: 'client.rejected', outcome: 'rejected', error, description, ip };
}

/** Thirty days of registrations, refusals and sweeps in varying numbers, which are the same in every run. */
function history(): Partial<DcrAuditEvent>[] {
  const events: Partial<DcrAuditEvent>[] = [];
  for (let day = 0; day < 30; day++) {
    for (const [phase, [maxPerDay, event]] of EVENTS.entries()) {
      const weekend = day % 7 < 2 ? 0.4 : 1;
      const count = Math.round(maxPerDay * weekend * (0.6 + 0.4 * Math.sin(day * 1.7 + phase)));
      for (let at = 0; at < count; at++) {
        const id = `dcr_${createHash('md5').update(`${day} ${phase} ${at}`).digest('hex')}`;
        const createdAt = ago(day * DAY + ((at * 89 + phase * 31) % 140) * MINUTE);
        const isLimited = maxPerDay === 2;
        const times = isLimited && day === 4 ? 206 : 1 + ((day * 7) % 23) * (isLimited ? 1 : 0);
        events.push({ ...event(id), count: times, createdAt });
      }
    }
  }
  return events;
}

function eventsOf(clientId: string): Partial<DcrAuditEvent>[] {
  return [
    {
      type: 'client.registered',
      outcome: 'accepted',
      clientId,
      ip: '203.0.113.61',
      userAgent: 'Visual Studio Code/1.106',
      createdAt: ago(9 * DAY),
      substituted: {
        grant_types: {
          requested: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
          registered: ['authorization_code', 'refresh_token'],
        },
      },
    },
    {
      type: 'client.sessions_revoked',
      clientId,
      actor: 'operator',
      reason: 'A laptop was lost',
      createdAt: ago(5 * DAY),
    },
  ];
}
