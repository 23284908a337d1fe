// Signs in on the demo's domain with a library of OpenID, and with a browser of a few lines. One
// scenario a run: its name and facts come as JSON on standard input, what the library reported goes
// out as JSON. Every response is checked by the library, signatures included where it can.
"use strict";
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const modules = process.env.NODE_PATH;
const load = (...parts) => import(pathToFileURL(join(modules, ...parts)).href);
let facts;

// A browser: cookies, redirects on the domain, and the form with name and password.
async function inBrowser(address) {
  const cookies = new Map();
  const origin = new URL(address).origin;
  let page = { url: String(address), method: "GET", body: undefined };
  for (let steps = 0; steps < 10; steps++) {
    const reply = await fetch(page.url, {
      method: page.method,
      body: page.body,
      redirect: "manual",
      headers: { Cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
    });
    for (const one of reply.headers.getSetCookie()) {
      const [name, value] = one.split(";")[0].split("=");
      cookies.set(name, value);
    }
    const next = reply.headers.get("location");
    if (next) {
      const url = new URL(next, page.url);
      if (url.origin !== origin) return url;
      page = { url: url.href, method: "GET", body: undefined };
      continue;
    }
    const text = await reply.text();
    const action = /<form method="post" action="([^"]*)"/.exec(text);
    if (!action || reply.status !== 200) throw new Error(`page ${reply.status}`);
    const token = /name="_csrf" value="([^"]*)"/.exec(text);
    page = {
      url: new URL(action[1].replaceAll("&amp;", "&"), page.url).href,
      method: "POST",
      body: new URLSearchParams({
        _csrf: token[1],
        username: facts.username,
        password: facts.password,
      }),
    };
  }
  throw new Error("the pages do not end");
}

// The issuer is Amazon's name; its documents are the demo's.
function routed(url, options) {
  return fetch(String(url).replace(facts.issuer, `${facts.endpoint}/${facts.pool}`), options);
}

async function openidClient() {
  const client = await load("openid-client", "build", "index.js");
  const authentication = facts.clientSecret
    ? client.ClientSecretBasic(facts.clientSecret)
    : client.None();
  const config = await client.discovery(
    new URL(facts.issuer), facts.client, undefined, authentication,
    {
      [client.customFetch]: routed,
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    },
  );
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const asked = client.buildAuthorizationUrl(config, {
    redirect_uri: facts.redirect,
    scope: facts.scope,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  const tokens = await client.authorizationCodeGrant(config, await inBrowser(asked), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const { sub } = tokens.claims();
  const info = await client.fetchUserInfo(config, tokens.access_token, sub);
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
  const last = renewed.refresh_token ?? tokens.refresh_token;
  await client.tokenRevocation(config, last);
  const refused = await client.refreshTokenGrant(config, last).catch((error) => error.error);
  return { sub, email: info.email, renewed: renewed.claims().sub, refused, scope: facts.scope };
}

async function oauth4webapi() {
  const oauth = await load("oauth4webapi", "build", "index.js");
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(facts.issuer);
  const server = await oauth.processDiscoveryResponse(
    issuer, await oauth.discoveryRequest(issuer, { [oauth.customFetch]: routed }),
  );
  const client = { client_id: facts.client };
  const authentication = facts.clientSecret
    ? oauth.ClientSecretPost(facts.clientSecret)
    : oauth.None();
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const asked = new URL(server.authorization_endpoint);
  asked.search = new URLSearchParams({
    response_type: "code",
    client_id: facts.client,
    redirect_uri: facts.redirect,
    scope: facts.scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  const returned = oauth.validateAuthResponse(server, client, await inBrowser(asked), state);
  const reply = await oauth.authorizationCodeGrantRequest(
    server, client, authentication, returned, facts.redirect, verifier, insecure,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, reply, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, reply, insecure);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const info = await oauth.processUserInfoResponse(
    server, client, sub,
    await oauth.userInfoRequest(server, client, tokens.access_token, insecure),
  );
  const refresh = async (token) => oauth.processRefreshTokenResponse(
    server, client,
    await oauth.refreshTokenGrantRequest(server, client, authentication, token, insecure),
  );
  const renewed = await refresh(tokens.refresh_token);
  const last = renewed.refresh_token ?? tokens.refresh_token;
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, authentication, last, insecure),
  );
  const refused = await refresh(last).catch((error) => error.error);
  const { sub: again } = oauth.getValidatedIdTokenClaims(renewed);
  return { sub, email: info.email, renewed: again, refused, scope: facts.scope };
}

async function oidcClientTs() {
  const { OidcClient, InMemoryWebStorage, WebStorageStateStore } = require("oidc-client-ts");
  const metadata = await (await routed(`${facts.issuer}/.well-known/openid-configuration`)).json();
  const client = new OidcClient({
    authority: facts.issuer,
    metadata,
    client_id: facts.client,
    client_secret: facts.clientSecret ?? undefined,
    redirect_uri: facts.redirect,
    scope: facts.scope,
    loadUserInfo: true,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const request = await client.createSigninRequest({ nonce: "n-0S6_WzA2Mj" });
  const response = await client.processSigninResponse((await inBrowser(request.url)).href);
  const renewed = await client.useRefreshToken({
    state: {
      refresh_token: response.refresh_token,
      id_token: response.id_token,
      scope: facts.scope,
      profile: response.profile,
    },
  });
  const last = renewed.refresh_token ?? response.refresh_token;
  await client.revokeToken(last, "refresh_token");
  const refused = await client
    .useRefreshToken({ state: { refresh_token: last, scope: facts.scope, profile: response.profile } })
    .catch((error) => error.error);
  return {
    sub: response.profile.sub,
    email: response.profile.email,
    renewed: renewed.profile.sub,
    refused,
    scope: facts.scope,
  };
}

const scenarios = { openidClient, oauth4webapi, oidcClientTs };

async function main() {
  let text = "";
  for await (const part of process.stdin) text += part;
  facts = JSON.parse(text);
  let result;
  try {
    result = await scenarios[facts.scenario]();
  } catch (error) {
    result = { error: error.error ?? error.code ?? error.name, message: `${error.message} ${error.cause ?? ""}` };
  }
  process.stdout.write(JSON.stringify(result));
}

main();
