// An OpenID Connect provider on loopback. It prints its issuer once it listens, and ends when its input does.
//
//   node provider.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI POST_LOGOUT_URI PEOPLE
//
// PEOPLE is a JSON file with claims by login name, read at every use: {"alice": {"name": "Alice", "groups": ["dev"]}}.
// Any password is right.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [clientId, clientSecret, redirectUri, postLogoutUri, people] = process.argv.slice(2);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [postLogoutUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    cookies: { keys: ['only on loopback'] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    async findAccount(_, id) {
      return {
        accountId: id,
        claims: async () => ({ sub: id, ...JSON.parse(readFileSync(people, 'utf8'))[id] }),
      };
    },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
