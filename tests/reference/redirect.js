// A page that signs in with aws-amplify's signInWithRedirect; esbuild bundles it. `facts` stands in
// the page. What the test does is on `window.app`.
import { Amplify } from "aws-amplify";
import "aws-amplify/auth/enable-oauth-listener";
import { fetchAuthSession, fetchUserAttributes, signInWithRedirect, signOut } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

const heard = [];
Hub.listen("auth", ({ payload }) => heard.push([payload.event, payload.data?.error?.message ?? ""]));
Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: facts.pool,
      userPoolClientId: facts.client,
      userPoolEndpoint: facts.endpoint,
      loginWith: {
        oauth: {
          domain: facts.domain,
          scopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
          redirectSignIn: [`${location.origin}/`],
          redirectSignOut: [`${location.origin}/`],
          responseType: "code",
        },
      },
    },
  },
});

window.app = {
  heard: () => heard,
  begin: (provider) => void signInWithRedirect(provider ? { provider: { custom: provider } } : undefined),
  async session() {
    const { tokens } = await fetchAuthSession();
    return tokens ? tokens.idToken.payload : null;
  },
  async renewed() {
    const before = (await fetchAuthSession()).tokens.accessToken.toString();
    return (await fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString() !== before;
  },
  attributes: () => fetchUserAttributes(),
  end: () => void signOut(),
};
