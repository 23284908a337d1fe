// Signs in to a Cognito with amazon-cognito-identity-js. One scenario a run: its name and facts
// come as JSON on standard input, what the library reported goes out as JSON.
"use strict";
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require("amazon-cognito-identity-js");
const { totp } = require("./totp.js");

class Storage {
  constructor() { this.kept = {}; }
  setItem(key, value) { this.kept[key] = value; return value; }
  getItem(key) { return key in this.kept ? this.kept[key] : null; }
  removeItem(key) { return delete this.kept[key]; }
  clear() { this.kept = {}; }
}

let facts, pool;
const storage = new Storage();
const asked = [];

function user(name) {
  return new CognitoUser({ Username: name || facts.username, Pool: pool, Storage: storage });
}

// Every question of the library is noted down; what is not foreseen ends the scenario.
function signIn(someone, password, answers = {}) {
  return new Promise((resolve, reject) => {
    const callbacks = { onSuccess: resolve, onFailure: reject };
    for (const question of ["newPasswordRequired", "mfaRequired", "totpRequired", "mfaSetup", "selectMFAType"]) {
      callbacks[question] = (...given) => {
        asked.push(question);
        const answer = answers[question];
        if (answer) answer(callbacks, ...given);
        else reject(new Error(`unexpected: ${question}`));
      };
    }
    const details = new AuthenticationDetails({ Username: someone.getUsername(), Password: password });
    someone.authenticateUser(details, callbacks);
  });
}

function until(someone, password, question) {
  return new Promise((resolve, reject) => {
    signIn(someone, password, { [question]: resolve }).then(
      () => reject(new Error("signed in")), reject);
  });
}

function sendCode(someone, code) {
  return new Promise((onSuccess, onFailure) => {
    someone.sendMFACode(code, { onSuccess, onFailure }, "SOFTWARE_TOKEN_MFA");
  });
}

const scenarios = {
  async signIn() {
    return signIn(user(), facts.password);
  },
  async newPassword() {
    const someone = user();
    return signIn(someone, facts.password, {
      newPasswordRequired: (callbacks) => someone.completeNewPasswordChallenge(facts.newPassword, {}, callbacks),
    });
  },
  async totp() {
    const someone = user();
    await until(someone, facts.password, "totpRequired");
    return sendCode(someone, totp(facts.secret));
  },
  async wrongTotp() {
    const someone = user();
    await until(someone, facts.password, "totpRequired");
    const wrong = String((Number(totp(facts.secret)) + 500000) % 1000000).padStart(6, "0");
    return sendCode(someone, wrong);
  },
  async spentSession() {
    const someone = user();
    await until(someone, facts.password, "totpRequired");
    const session = someone.Session;
    await sendCode(someone, totp(facts.secret));
    someone.Session = session;
    return sendCode(someone, totp(facts.secret, Date.now() + 30000));
  },
  async foreignSession() {
    const mine = user();
    await until(mine, facts.password, "totpRequired");
    const other = user(facts.other);
    await until(other, facts.password, "totpRequired");
    other.Session = mine.Session;
    return sendCode(other, totp(facts.otherSecret));
  },
  async mfaSetup() {
    const someone = user();
    await until(someone, facts.password, "mfaSetup");
    const secret = await new Promise((associateSecretCode, onFailure) =>
      someone.associateSoftwareToken({ associateSecretCode, onFailure }));
    return new Promise((onSuccess, onFailure) =>
      someone.verifySoftwareToken(totp(secret), "My phone", { onSuccess, onFailure }));
  },
  async refresh() {
    const someone = user();
    let session = await signIn(someone, facts.password);
    for (let round = 0; round < 3; round++) {
      const before = session.getAccessToken().getJwtToken();
      session = await new Promise((resolve, reject) =>
        someone.refreshSession(session.getRefreshToken(), (error, next) => (error ? reject(error) : resolve(next))));
      if (session.getAccessToken().getJwtToken() === before) throw new Error("not renewed");
    }
    return session;
  },
  async ownData() {
    const someone = user();
    const session = await signIn(someone, facts.password);
    const told = (work) => new Promise((resolve, reject) =>
      work((error, result) => (error ? reject(error) : resolve(result))));
    await told((done) => someone.updateAttributes([{ Name: "nickname", Value: "Al" }], done));
    await told((done) => someone.deleteAttributes(["nickname"], done));
    const kept = await told((done) => someone.getUserAttributes(done));
    asked.push(...kept.map((one) => one.getName()).filter((name) => name === "nickname"));
    return session;
  },
  // The second time the device stands in for the code: nothing is asked.
  async device() {
    const first = user();
    await until(first, facts.password, "totpRequired");
    await sendCode(first, totp(facts.secret));
    asked.length = 0;
    return signIn(user(), facts.password);
  },
  // A remembered device has to be named when tokens are renewed.
  async deviceRefresh() {
    const someone = user();
    let session = await signIn(someone, facts.password);
    await new Promise((onSuccess, onFailure) => someone.getDevice({ onSuccess, onFailure }));
    session = await new Promise((resolve, reject) =>
      someone.refreshSession(session.getRefreshToken(), (error, next) => (error ? reject(error) : resolve(next))));
    return session;
  },
};

async function main() {
  let input = "";
  for await (const chunk of process.stdin) input += chunk;
  facts = JSON.parse(input);
  pool = new CognitoUserPool({
    UserPoolId: facts.pool, ClientId: facts.client, endpoint: `${facts.endpoint}/`, Storage: storage,
  });
  try {
    const session = await scenarios[facts.scenario]();
    const claims = session.getIdToken().decodePayload();
    return { subject: claims.sub, use: claims.token_use, asked };
  } catch (error) {
    return { error: error.code || error.name, message: error.message, asked };
  }
}

main().then((result) => process.stdout.write(JSON.stringify(result)));
