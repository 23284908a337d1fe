// An OpenID provider that nobody here wrote, in the place of a pool's domain: npm oidc-provider.
// Facts come as one line of JSON on standard input; its end is the end of this program. On standard
// output comes the port, then one line for each thing that the provider reports.
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const API = "https://api.example.com/";
const ADMIN = "aws.cognito.signin.user.admin";

// The library's advice is no report.
console.info = console.log = console.error;

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

// What Cognito's tokens say beside the standard, and where its endpoints lie.
function configuration(facts) {
  return {
    clients: [
      {
        client_id: facts.client,
        ...(facts.secret
          ? { client_secret: facts.secret, token_endpoint_auth_method: "client_secret_basic" }
          : { token_endpoint_auth_method: "none" }),
        application_type: "native",
        redirect_uris: facts.redirects,
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        scope: `openid email profile ${ADMIN}`,
      },
    ],
    routes: {
      authorization: "/oauth2/authorize",
      token: "/oauth2/token",
      revocation: "/oauth2/revoke",
      userinfo: "/oauth2/userInfo",
      jwks: "/.well-known/jwks.json",
    },
    scopes: ["openid", "email", "profile", ADMIN],
    claims: { openid: ["sub", "token_use", "cognito:username"], email: ["email"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    cookies: { keys: ["for this run only"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id, email: id, name: "Somebody", token_use: "id", "cognito:username": id,
      }),
    }),
    extraTokenClaims: (_, token) => ({ token_use: "access", username: token.accountId }),
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: `openid email profile ${ADMIN}`,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}

async function main() {
  const lines = createInterface({ input: process.stdin });
  const { value } = await lines[Symbol.asyncIterator]().next();
  const facts = JSON.parse(value);
  process.stdin.on("end", () => process.exit(0));
  const library = join(facts.modules, "oidc-provider", "lib", "index.js");
  const { default: Provider } = await import(pathToFileURL(library).href);
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    const provider = new Provider(`http://127.0.0.1:${port}`, configuration(facts));
    for (const event of ["authorization.success", "grant.success"])
      provider.on(event, () => say({ event }));
    for (const event of ["authorization.error", "grant.error", "server_error"])
      provider.on(event, (_, error) => say({ event, error: error.error ?? error.message }));
    server.on("request", provider.callback());
    say({ port });
  });
}

main();
