/** A request whose values are hard to store, and its answer on every database. */
export interface Extreme {
  name: string;
  sent: Record<string, unknown>;
  status: 201 | 400 | 413;
  error?: 'invalid_client_metadata' | 'invalid_redirect_uri';
}

const ROCKET = '🚀';
const many = <T>(count: number, entry: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => entry(index));
const uri = (length: number) => 'https://client.example.com/'.padEnd(length, 'x');
const accepted = (name: string, sent: Extreme['sent']): Extreme => ({ name, sent, status: 201 });
const refused = (
  name: string,
  sent: Extreme['sent'],
  error: Extreme['error'] = 'invalid_client_metadata',
): Extreme => ({ name, sent, status: 400, error });

/** At a maximum and just over it, with one to four bytes of UTF-8 per character. */
const lengths = [
  ['x', 'one byte'],
  ['é', 'two bytes'],
  ['€', 'three bytes'],
  [ROCKET, 'four bytes'],
].flatMap(([letter = '', bytes]) => [
  accepted(`a name of 200 characters of ${bytes}`, { client_name: letter.repeat(200) }),
  refused(`a name of 201 characters of ${bytes}`, { client_name: letter.repeat(201) }),
  accepted(`a software_id of 500 characters of ${bytes}`, { software_id: letter.repeat(500) }),
  refused(`a software_id of 501 characters of ${bytes}`, { software_id: letter.repeat(501) }),
  accepted(`7 contacts of 500 characters of ${bytes}`, { contacts: many(7, () => letter.repeat(500)) }),
  accepted(
    `20 names in other languages, of characters of ${bytes}`,
    Object.fromEntries(many(20, (index) => [`client_name#x-${index}`, letter.repeat(150)])),
  ),
]);

const counts = [
  accepted('7 redirect URIs of 2,048 characters', {
    redirect_uris: many(7, (index) => `${uri(2_047)}${index}`),
  }),
  refused('a redirect URI of 2,049 characters', { redirect_uris: [uri(2_049)] }, 'invalid_redirect_uri'),
  accepted(
    '4 URLs of 2,048 characters',
    Object.fromEntries(['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'].map((name) => [name, uri(2_048)])),
  ),
  refused('a URL of 2,049 characters', { client_uri: uri(2_049) }),
  accepted('a scope of 500 characters', { scope: 'x'.repeat(500) }),
  refused('a scope of 501 characters', { scope: 'x'.repeat(501) }),
  { name: 'more than 16 KiB', sent: { ignored: ROCKET.repeat(4_096) }, status: 413 as const },
];

const names = ['client_name', 'client_name#fr', 'software_id', 'software_version', 'scope', 'client_uri'];

/** Characters that PostgreSQL's text or MySQL's UTF-8 cannot store. */
const unstorable = [
  ['U+0000', '\u0000'],
  ['a lone high surrogate', '\ud800'],
  ['a lone low surrogate', '\udc00'],
].flatMap(([character, value = '']) => [
  ...names.map((name) => refused(`${character} in ${name}`, { [name]: `a${value}b` })),
  refused(`${character} in a contact`, { contacts: [value] }),
  refused(`${character} in a grant type`, { grant_types: ['authorization_code', value] }),
  refused(
    `${character} in a redirect URI`,
    { redirect_uris: [`https://a.example/${value}`] },
    'invalid_redirect_uri',
  ),
  accepted(`${character} in an unknown member`, { unknown: value, [value]: value }),
  accepted(`${character} in a language tag, which makes the member unknown`, {
    [`client_name#${value}`]: 'a',
  }),
]);

/** Each is stored unchanged, even if a collation treats some of them as equal. */
const texts = ['a\u0301 and \u00e1', 'ﬃ', 'İstanbul ıI', 'Ünï', '\\', "'; DROP TABLE dcr_clients; --", '%_'];

export const extremes: readonly Extreme[] = [
  ...lengths,
  ...counts,
  ...unstorable,
  ...texts.map((text) => accepted(`the name ${text}`, { client_name: text, software_version: text })),
];
