import { PROVIDER_PREFIX } from '../paths';
import { Persona, personas } from '../personas';
import { escapeHtml, Page } from './page';

/** Asks who someone wants to be. */
export function personaPage(title: string, state: string): Page {
  return {
    status: 200,
    title: `Sign in to ${title}`,
    body: `
<h1>Who do you want to be?</h1>
<p class="notice"><strong>For development only.</strong> There is no password here. In a deployment, oauth2-proxy sends people to your
identity provider instead (docs/sign-in.md).</p>
<form method="post" action="${PROVIDER_PREFIX}/authorize">
<input type="hidden" name="state" value="${escapeHtml(state)}">
<ul>${personas.map(personaItem).join('')}</ul>
</form>`,
  };
}

function personaItem({ id, name, userName, about }: Persona): string {
  return `
<li><button name="persona" value="${escapeHtml(id)}">
<span class="initials" aria-hidden="true">${escapeHtml(initials(name))}</span>
<span class="name">${escapeHtml(name)}</span>
<code>${escapeHtml(userName)}</code>
<span class="about">${escapeHtml(about)}</span>
</button></li>`;
}

function initials(name: string): string {
  return name
    .split(' ')
    .map(part => part[0])
    .join('');
}
