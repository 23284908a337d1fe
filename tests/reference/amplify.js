// Signs in to a Cognito with aws-amplify. One scenario a run: its name and facts come as JSON on
// standard input, what the library reported goes out as JSON.
"use strict";
// the library names its device after the browser, which Node.js has only from version 21 on
globalThis.navigator ??= { userAgent: "Node.js", platform: "none", userAgentData: undefined };
const { Amplify } = require("aws-amplify");
const auth = require("aws-amplify/auth");
const { cognitoUserPoolsTokenProvider } = require("aws-amplify/auth/cognito");
const { totp } = require("./totp.js");

const kept = new Map();
const storage = {
  async setItem(key, value) { kept.set(key, value); },
  async getItem(key) { return kept.get(key) ?? null; },
  async removeItem(key) { kept.delete(key); },
  async clear() { kept.clear(); },
};
const steps = [];
let facts;

async function begin(options = {}) {
  const { nextStep } = await auth.signIn({ username: facts.username, password: facts.password, options });
  return noted(nextStep);
}

async function answer(challengeResponse) {
  const { nextStep } = await auth.confirmSignIn({ challengeResponse });
  return noted(nextStep);
}

function noted(step) {
  steps.push(step.signInStep);
  return step;
}

const scenarios = {
  async signIn() {
    await begin();
  },
  async newPassword() {
    await begin();
    await answer(facts.newPassword);
  },
  async totp() {
    await begin();
    await answer(totp(facts.secret));
  },
  async preferred() {
    await begin({ authFlowType: "USER_AUTH", preferredChallenge: "PASSWORD_SRP" });
  },
  async refresh() {
    await begin();
    for (let round = 0; round < 3; round++) {
      const before = (await auth.fetchAuthSession()).tokens.accessToken.toString();
      const after = await auth.fetchAuthSession({ forceRefresh: true });
      if (!after.tokens || after.tokens.accessToken.toString() === before) throw new Error("not renewed");
    }
  },
  async ownData() {
    await begin();
    const changed = await auth.updateUserAttributes({ userAttributes: { email: facts.newEmail, nickname: "Al" } });
    steps.push(changed.email.nextStep.updateAttributeStep, changed.nickname.nextStep.updateAttributeStep);
    await auth.deleteUserAttributes({ userAttributeKeys: ["nickname"] });
    const { email, email_verified, nickname } = await auth.fetchUserAttributes();
    steps.push(email, email_verified, nickname ?? "none");
  },
  async devices() {
    await begin();
    await auth.rememberDevice();
    steps.push(...(await auth.fetchDevices()).map((device) => device.name ? "named" : "unnamed"));
  },
  async signOutEverywhere() {
    await begin();
    await auth.signOut({ global: true });
    await begin();
  },
};

async function main() {
  let input = "";
  for await (const chunk of process.stdin) input += chunk;
  facts = JSON.parse(input);
  console.warn = () => {};  // that the endpoint is not Amazon's
  Amplify.configure({
    Auth: { Cognito: { userPoolId: facts.pool, userPoolClientId: facts.client, userPoolEndpoint: `${facts.endpoint}/` } },
  });
  cognitoUserPoolsTokenProvider.setKeyValueStorage(storage);
  try {
    await scenarios[facts.scenario]();
    const { tokens } = await auth.fetchAuthSession();
    const { sub, token_use } = tokens.idToken.payload;
    return { subject: sub, use: token_use, asked: steps };
  } catch (error) {
    return { error: error.name, message: error.message, asked: steps };
  }
}

main().then((result) => process.stdout.write(JSON.stringify(result)));
