import { html } from '../../html/html.js';
import { layout } from './layout.js';

export function errorPage(error: string, description?: string): string {
  return layout(
    'This did not work',
    html`<h1>This did not work</h1>
      <p class="error">${description ?? 'The application that sent you here made an invalid request.'}</p>
      <p>
        You can close this page. Start again from the application. If that does not help, remove this server
        from the application and add it again. Error code: <code>${error}</code>
      </p>`,
  );
}
