import type { DcrModuleOptions } from 'nestjs-dcr';

/** An option, a wrong value, how the message shows the value, and what the message expects instead. */
export type WrongValue = [option: keyof DcrModuleOptions, value: unknown, shown: string, fix: string];

const milliseconds = 'milliseconds, a whole number from 1 to 2147483647';
const attempts = 'a whole number of attempts, at least 1, Infinity for no limit, or a function';
const endpoints = {
  issuer: 'https://as.example.com',
  authorization_endpoint: 'https://as.example.com/authorize',
  token_endpoint: 'https://as.example.com/token',
};
const secure = (member: string) =>
  `an object whose "${member}" is an https URL (http only on localhost, 127.0.0.1 or [::1]) without a fragment`;

export const wrongValues: readonly WrongValue[] = [
  ['enabled', 'true', "'true'", 'true or false'],
  ['enabled', null, 'null', 'true or false'],
  ['enabled', 1, '1', 'true or false'],
  ['maxRegistrationsPerWindow', 0, '0', attempts],
  ['maxRegistrationsPerWindow', -1, '-1', attempts],
  ['maxRegistrationsPerWindow', 2.5, '2.5', attempts],
  ['maxRegistrationsPerWindow', -Infinity, '-Infinity', attempts],
  ['maxRegistrationsPerWindow', '25', "'25'", attempts],
  ['trackBy', 'ip', "'ip'", 'a function'],
  ['registrationWindow', 0, '0', milliseconds],
  ['registrationWindow', 0.5, '0.5', milliseconds],
  ['registrationWindow', NaN, 'NaN', milliseconds],
  ['registrationWindow', 2 ** 31, '2147483648', milliseconds],
  ['registrationWindow', '1m', "'1m'", milliseconds],
  ['policyTimeout', 0, '0', milliseconds],
  ['policyTimeout', -5, '-5', milliseconds],
  ['policyTimeout', Infinity, 'Infinity', milliseconds],
  ['policy', {}, '{}', 'a function, or a class with a decide() method that the application provides'],
  [
    'policy',
    'allow',
    "'allow'",
    'a function, or a class with a decide() method that the application provides',
  ],
  ['negotiation', 'Strict', "'Strict'", "'strict' or 'substitute'"],
  ['negotiation', true, 'true', "'strict' or 'substitute'"],
  ['redirectUris', [], '[]', 'an object with the members https, loopback, customSchemes'],
  [
    'redirectUris',
    { http: true },
    '{ http: true }',
    'an object without "http"; its members are https, loopback, customSchemes',
  ],
  ['redirectUris', { https: 'yes' }, "{ https: 'yes' }", 'an object whose "https" is true or false'],
  ['redirectUris', { loopback: null }, '{ loopback: null }', 'an object whose "loopback" is true or false'],
  ...[
    'cursor:',
    'Cursor',
    'cursor://',
    '',
    ' ',
    '*',
    'javascript',
    'data',
    'http',
    'https',
    'file',
    '9a',
  ].map((scheme): WrongValue => [
    'redirectUris',
    { customSchemes: [scheme] },
    `{ customSchemes: [ '${scheme}' ] }`,
    `an object whose "customSchemes" is a list of private-use schemes in lower case and without the colon, such as ['cursor']`,
  ]),
  ['scopes', ['read'], "[ 'read' ]", 'an object with the members allowed, default'],
  ['scopes', {}, '{}', 'an object that has "allowed"'],
  [
    'scopes',
    { allowed: 'read' },
    "{ allowed: 'read' }",
    'an object whose "allowed" is a list of scope tokens',
  ],
  [
    'scopes',
    { allowed: ['read write'] },
    "{ allowed: [ 'read write' ] }",
    'an object whose "allowed" is a list of scope tokens',
  ],
  ['scopes', { allowed: [''] }, "{ allowed: [ '' ] }", 'an object whose "allowed" is a list of scope tokens'],
  [
    'scopes',
    { allowed: ['a'], default: ['b'] },
    "{ allowed: [ 'a' ], default: [ 'b' ] }",
    'an object whose "default" holds only scopes of "allowed"',
  ],
  ['audit', { ip: 'hashed' }, "{ ip: 'hashed' }", `an object whose "ip" is 'full' or 'truncated' or 'none'`],
  [
    'throttlerStorage',
    {},
    '{}',
    'a ThrottlerStorage of @nestjs/throttler, an object with an increment() method',
  ],
  [
    'throttlerStorage',
    'redis',
    "'redis'",
    'a ThrottlerStorage of @nestjs/throttler, an object with an increment() method',
  ],
  ['onThrottlerFailure', 'open', "'open'", "'closed' or 'process'"],
  [
    'metadata',
    'https://as.example.com',
    "'https://as.example.com'",
    'an object with issuer, authorization_endpoint and token_endpoint',
  ],
  ['metadata', {}, '{}', secure('issuer')],
  [
    'metadata',
    { ...endpoints, issuer: 'http://as.example.com' },
    "issuer: 'http://as.example.com'",
    secure('issuer'),
  ],
  [
    'metadata',
    { ...endpoints, issuer: 'https://as.example.com#x' },
    "issuer: 'https://as.example.com#x'",
    secure('issuer'),
  ],
  [
    'metadata',
    { ...endpoints, issuer: 'https://as.example.com?x' },
    "issuer: 'https://as.example.com?x'",
    'an object whose "issuer" has no query',
  ],
  [
    'metadata',
    { ...endpoints, token_endpoint: '/token' },
    "token_endpoint: '/token'",
    secure('token_endpoint'),
  ],
  [
    'metadata',
    { ...endpoints, authorization_endpoint: undefined },
    'authorization_endpoint: undefined',
    secure('authorization_endpoint'),
  ],
  [
    'metadata',
    { ...endpoints, registration_endpoint: 'ftp://as.example.com/register' },
    "registration_endpoint: 'ftp://as.example.com/register'",
    secure('registration_endpoint'),
  ],
];
