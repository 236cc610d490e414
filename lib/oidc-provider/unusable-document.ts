import type { RecoveryStep } from './known-applications.js';
import type { DcrUnusableClient } from './unusable-client.js';

type Status = DcrUnusableClient['status'];

const UNUSABLE: RecoveryStep[] = [
  { text: 'Connect again in a minute: the document may have been repaired by then.' },
  { text: 'If that does not help, ask an administrator of this server whether the application may be used.' },
];

/** What a user can do. Nothing helps that renews a registration, because a client with a metadata document has none. */
export const DOCUMENT_STEPS: Record<Status, RecoveryStep[]> = {
  pending: [
    { text: 'Ask an administrator of this server to approve it.' },
    { text: 'Then connect again from the application.' },
  ],
  disabled: [
    { text: 'Ask an administrator of this server whether it may be used again.' },
    { text: 'Once it is enabled, connect again from the application.' },
  ],
  removed: UNUSABLE,
  withdrawn: [
    { text: 'Connect again in a minute: this server then asks for the document again.' },
    {
      text:
        'If that does not help, tell the people who make the application that its metadata document is missing or invalid. ' +
        'An administrator of this server can see what is wrong with it.',
    },
  ],
  unknown: UNUSABLE,
};

export function documentTitle(status: Status, titles: Record<Status, string>): string {
  return status === 'removed' || status === 'unknown'
    ? 'This application cannot be used here'
    : titles[status];
}

/** @param it the application, by its name if that is known; `at` since when, or an empty text */
export function documentExplanation(status: Status, it: string, at: string): string {
  switch (status) {
    case 'pending':
      return `${it} was first used here${at}. It can be used once an administrator of this server has approved it.`;
    case 'disabled':
      return `${it} was disabled${at}, for everyone. Until it is enabled again, nobody can sign in with it.`;
    case 'withdrawn':
      return (
        `${it} is described by a document on the web. This server found${at} that the document is no longer available, or ` +
        'no longer valid. Until it is repaired, nobody can sign in with the application. Where it is connected, it stays connected.'
      );
    default:
      return (
        'The application is described by a document on the web, which this server cannot use: the document is gone or ' +
        'invalid, or this server does not accept it.'
      );
  }
}
