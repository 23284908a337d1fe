// Judges tokens with AWS's own verifier, without a network: facts come as JSON on standard input, and
// for each case the name of the error, or "accepted", goes out as JSON.
"use strict";
const { CognitoJwtVerifier } = require("aws-jwt-verify");

async function verdict(facts, one) {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: one.pool ?? facts.pool,
    clientId: one.client ?? facts.client,
    tokenUse: one.use,
    groups: one.groups,
    scope: one.scope,
  });
  verifier.cacheJwks(facts.jwks);
  try {
    await verifier.verify(one.token);
    return "accepted";
  } catch (error) {
    return error.name === "Error" ? error.constructor.name : error.name;
  }
}

async function main() {
  let text = "";
  for await (const part of process.stdin) text += part;
  const facts = JSON.parse(text);
  const verdicts = {};
  for (const [name, one] of Object.entries(facts.cases)) verdicts[name] = await verdict(facts, one);
  process.stdout.write(JSON.stringify(verdicts));
}

main();
