import type { Response } from 'express';
import { pageHeaders } from '../authorization-server/pages/headers.js';
import { layout } from '../authorization-server/pages/layout.js';
import { SERVICE_NAME } from '../config/settings.js';
import { html } from '../html/html.js';

interface LoginPage {
  /** The path to open after signing in. */
  wanted: string;
  /** The last attempt failed. */
  failed?: boolean;
  /** The session ended while a form was open; its reason is kept. */
  ended?: boolean;
}

export function loginPage({ wanted, failed, ended }: LoginPage): string {
  return layout(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>For operators of ${SERVICE_NAME}.</p>
      ${
        failed
          ? html`<p class="error" role="alert">
              The name or the password is wrong, or the account is not an operator's.
            </p>`
          : undefined
      }
      ${
        ended
          ? html`<p class="warning" role="status">
              Your session has ended, and nothing was changed. Sign in again: the reason that you typed is
              kept.
            </p>`
          : undefined
      }
      <form method="post" action="/admin/login">
        <input type="hidden" name="to" value="${wanted}" />
        <label for="account">Name</label>
        <input id="account" name="account" autocomplete="username" required autofocus />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button>Sign in</button>
      </form>`,
  );
}

/** @param name of the operator */
export function accountPage(name: string): string {
  return layout(
    'Your account',
    html`<h1>${name}</h1>
      <p>You are signed in as an operator of ${SERVICE_NAME}.</p>
      <p><a href="/admin">Open the console</a></p>
      <form method="post" action="/admin/logout"><button class="quiet">Sign out</button></form>`,
  );
}

export function errorPage(title: string, description: string): string {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p>${description}</p>
      <p><a href="/admin/login">Back to the sign-in page</a></p>`,
  );
}

/** With `no-referrer`, browsers would send `Origin: null` with the forms, which are then refused. */
export function sendPage(response: Response, page: string, status = 200): void {
  response
    .status(status)
    .set({ ...pageHeaders(), 'Referrer-Policy': 'same-origin' })
    .type('html')
    .send(page);
}
