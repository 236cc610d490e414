import { layout } from '../../authorization-server/pages/layout.js';
import { SERVICE_NAME, type Settings } from '../../config/settings.js';
import { html } from '../../html/html.js';

/** What the server is, its URL, and how to connect. */
export function homePage({ mcp }: Pick<Settings, 'mcp'>): string {
  const ways = [
    ['Claude Code', `claude mcp add --transport http sample ${mcp}`],
    ['Codex', `codex mcp add sample --url ${mcp}`],
    ['Gemini CLI', `gemini mcp add --transport http sample ${mcp}`],
    ['GitHub Copilot CLI', `copilot mcp add --transport http sample ${mcp}`],
    ['MCP Inspector', 'npx @modelcontextprotocol/inspector'],
  ] as const;
  return layout(
    SERVICE_NAME,
    html`<h1>${SERVICE_NAME}</h1>
      <p>
        This is the sample application of nestjs-dcr: an MCP server with its own authorization server. Any MCP
        client can connect: it registers itself, you sign in and allow access, and it can call a tool that
        lists the applications you have connected.
      </p>
      <h2>The address of the MCP server</h2>
      <pre><code>${mcp}</code></pre>
      <h2>How to connect</h2>
      <p>Paste the address into your application, or run one of these commands:</p>
      <dl>
        ${ways.map(
          ([name, command]) =>
            html`<dt>${name}</dt>
              <dd>
                <pre><code>${command}</code></pre>
              </dd>`,
        )}
        <dt>Visual Studio Code, Cursor and others</dt>
        <dd>Add a server of type HTTP (streamable HTTP) with this address.</dd>
      </dl>
      <p>Then sign in as <strong>alice</strong>. Her password was printed when the server started.</p>
      <h2>For the operator of this server</h2>
      <ul>
        <li><a href="/admin">The operator’s console</a>: list and disable registered clients</li>
        <li><a href="/.well-known/oauth-authorization-server">Authorization server metadata</a></li>
        <li><a href="/.well-known/oauth-protected-resource/mcp">Protected resource metadata</a></li>
      </ul>`,
    'wide',
  );
}
