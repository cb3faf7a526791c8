import { escapeHtml, Page } from './page';
import { PROVIDER_PREFIX } from './paths';
import { Persona, personas } from './personas';

/** Lists the development users to sign in as. */
export function personaPage(title: string, state: string): Page {
  return {
    status: 200,
    title: `Sign in to ${title}`,
    body: `
<h1>Choose a user</h1>
<p class="notice"><strong>For development only.</strong> There is no password here. In a deployment, oauth2-proxy redirects to your
identity provider instead (docs/sign-in.md).</p>
<form method="post" action="${PROVIDER_PREFIX}/authorize">
<input type="hidden" name="state" value="${escapeHtml(state)}">
<ul>${personas.map(personaItem).join('')}</ul>
</form>`,
  };
}

function personaItem({ id, name, userName, about }: Persona): string {
  const initials = name.split(' ').map(part => part[0]);
  return `
<li><button class="persona" name="persona" value="${escapeHtml(id)}">
<span class="initials" aria-hidden="true">${escapeHtml(
    initials.join(''),
  )}</span>
<span class="name">${escapeHtml(name)}</span>
<code>${escapeHtml(userName)}</code>
<span class="about">${escapeHtml(about)}</span>
</button></li>`;
}
