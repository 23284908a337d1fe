"""Files that name a user pool, each as small as its kind allows, and what an import takes from it.

Every entry is (kind, text or bytes, pool id, client id, client secret). The ids are made up.
"""

from __future__ import annotations

import json

A, B = "us-east-1_AbCdEfGhI", "eu-west-1_ZyXwVuTsR"
CLIENT, OTHER = "1a2b3c4d5e6f7g8h9i0j1k2l3m", "9z8y7x6w5v4u3t2s1r0q9p8o7n"
SECRET = "0123456789abcdefghij0123456789abcdefghij0123456789ab"
GOOGLE = "123456789012-abcdefghijklmnop.apps.googleusercontent.com"
URL = f"https://cognito-idp.us-east-1.amazonaws.com/{A}"

_CDK = {
    "ShopStack": {"ShopUserPoolId": A, "ShopUserPoolClientId6F00AA11": CLIENT, "Api": "https://x"}
}
_EXPORTS = {
    "AuthStack": {
        "ExportsOutputRefUserPool6BA7E5F296FD7236": A,
        "ExportsOutputRefUserPoolDesktopClient40981643CD21B7A8": CLIENT,
    },
    "WebStack": {"BucketName": "assets", "ClientIdOfNothing": "not an id!"},
}
_STACKS = {
    "Stacks": [
        {
            "StackName": "shop",
            "Outputs": [
                {"OutputKey": "UserPoolId", "OutputValue": A, "Description": "pool"},
                {"OutputKey": "AppClientId", "OutputValue": CLIENT, "ExportName": "x:y"},
            ],
        }
    ]
}
_TERRAFORM = {
    "user_pool_id": {"sensitive": False, "type": "string", "value": A},
    "user_pool_client_id": {"sensitive": False, "type": "string", "value": CLIENT},
    "client_secret": {"sensitive": True, "type": "string", "value": SECRET},
    "aws_region": {"sensitive": False, "type": "string", "value": "ap-southeast-2"},
}
_DESCRIBED = {
    "UserPoolClient": {
        "UserPoolId": A,
        "ClientName": "web",
        "ClientId": CLIENT,
        "ClientSecret": SECRET,
    }
}
_SSM = {
    "Parameters": [
        {"Name": "/shop/prod/userPoolId", "Type": "String", "Value": A},
        {"Name": "/shop/prod/userPoolClientId", "Type": "String", "Value": CLIENT},
    ]
}
_SSM_ONE = {
    "Parameter": {"Name": "/shop/auth", "Value": json.dumps({"userPoolId": A, "clientId": CLIENT})}
}
_TASK = {
    "environment": [
        {"name": "USER_POOL_ID", "value": A},
        {"name": "USER_POOL_CLIENT_ID", "value": CLIENT},
    ]
}
_APPSETTINGS = {
    "Logging": {"LogLevel": {"Default": "Information"}},
    "AWS": {
        "Region": "us-east-1",
        "UserPoolId": A,
        "UserPoolClientId": CLIENT,
        "UserPoolClientSecret": SECRET,
    },
}
_ASPNET_OIDC = {
    "Authentication": {
        "Cognito": {
            "ClientId": CLIENT,
            "ClientSecret": SECRET,
            "MetadataAddress": f"{URL}/.well-known/openid-configuration",
        },
        "Google": {"ClientId": "998877665544332211", "ClientSecret": "x" * 24},
    }
}
_AMPLIFY_2 = {
    "auth": {
        "user_pool_id": A,
        "aws_region": "us-east-1",
        "user_pool_client_id": CLIENT,
        "identity_pool_id": "us-east-1:11111111-2222-3333-4444-555555555555",
        "oauth": {"identity_providers": ["GOOGLE"], "domain": "x.auth.us-east-1.amazoncognito.com"},
    },
    "data": {
        "aws_region": "us-east-1",
        "url": "https://x.appsync-api.us-east-1.amazonaws.com/graphql",
    },
    "version": "1.3",
}
_AMPLIFY_1 = {
    "auth": {
        "plugins": {
            "awsCognitoAuthPlugin": {
                "CognitoUserPool": {
                    "Default": {"PoolId": A, "AppClientId": CLIENT, "Region": "us-east-1"}
                },
                "CredentialsProvider": {
                    "CognitoIdentity": {"Default": {"PoolId": "us-east-1:1111-2222"}}
                },
                "Auth": {
                    "Default": {
                        "OAuth": {"WebDomain": "x.amazoncognito.com", "AppClientId": CLIENT}
                    }
                },
            }
        }
    }
}

ONE_POOL: tuple[tuple[str, str | bytes, str, str, str], ...] = (
    ("json", json.dumps({"userPoolId": A, "clientId": CLIENT}), A, CLIENT, ""),
    ("json with comments", f'{{\n  // the pool\n  "userPoolId": "{A}", /* web */\n  "clientId": "{CLIENT}",\n}}', A, CLIENT, ""),
    ("json, minified with a byte order mark", b"\xef\xbb\xbf" + json.dumps(_AMPLIFY_2).encode(), A, CLIENT, ""),
    ("json, UTF-16 by PowerShell", json.dumps(_CDK, indent=2).encode("utf-16"), A, CLIENT, ""),
    ("json, UTF-16 without a mark", json.dumps(_CDK).encode("utf-16-le"), A, CLIENT, ""),
    (".env, UTF-16", f"USER_POOL_ID={A}\r\nCLIENT_ID={CLIENT}\r\n".encode("utf-16"), A, CLIENT, ""),
    ("CR LF", f"COGNITO_USER_POOL_ID={A}\r\nCOGNITO_CLIENT_ID={CLIENT}\r\n", A, CLIENT, ""),
    ("a comment in Windows-1252", f"# Schl\xfcssel\nUSER_POOL_ID={A}\nCLIENT_ID={CLIENT}\n".encode("cp1252"), A, CLIENT, ""),
    ("a comment in Shift JIS", f"# 設定\nUSER_POOL_ID={A}\nCLIENT_ID={CLIENT}\n".encode("shift_jis"), A, CLIENT, ""),
    ("JavaScript, bare keys", f"export default {{\n  userPoolId: '{A}',\n  userPoolWebClientId: '{CLIENT}', // web\n}};\n", A, CLIENT, ""),
    ("JavaScript, quoted keys", f"module.exports = {{ 'userPoolId': '{A}', \"userPoolWebClientId\": '{CLIENT}', }};\n", A, CLIENT, ""),
    ("JSON5", f"{{\n  // dev\n  userPoolId: '{A}',\n  clientId: \"{CLIENT}\",\n}}\n", A, CLIENT, ""),
    ("JavaScript with code around it", f"import {{ Amplify }} from 'aws-amplify';\n// don't commit\nAmplify.configure({{ Auth: {{ Cognito: {{ userPoolId: \"{A}\", userPoolClientId: \"{CLIENT}\" }} }} }});\nconsole.log(`it's ${{1}}`);\n", A, CLIENT, ""),
    ("JavaScript, environment with fall-back", f"const c = {{ userPoolId: process.env.POOL || '{A}', clientId: import.meta.env['VITE_C'] ?? '{CLIENT}' }}", A, CLIENT, ""),
    ("TypeScript constants", f"export const POOL_ID: string = '{A}';\nexport const CLIENT_ID: string = \"{CLIENT}\";\n", A, CLIENT, ""),
    ("TypeScript, Angular environment", f"export const environment: Env = {{\n  production: true,\n  cognito: {{ userPoolId: '{A}', userPoolWebClientId: '{CLIENT}' }},\n  google: {{ clientId: '998877665544' }},\n}} as const;\n", A, CLIENT, ""),
    ("aws-exports.js", f'/* eslint-disable */\nconst awsmobile = {{\n    "aws_project_region": "us-east-1",\n    "aws_user_pools_id": "{A}",\n    "aws_user_pools_web_client_id": "{CLIENT}",\n    "oauth": {{}}\n}};\nexport default awsmobile;\n', A, CLIENT, ""),
    ("Dart, a document in a text", f"const amplifyconfig = r'''\n{json.dumps(_AMPLIFY_1, indent=2)}\n''';\n", A, CLIENT, ""),
    ("Dart, constants", f"class Config {{\n  static const String userPoolId = '{A}';\n  static const clientId = String.fromEnvironment('C', defaultValue: '{CLIENT}');\n}}\n", A, CLIENT, ""),
    ("Swift", f'let poolId = "{A}"\nlet appClientId = "{CLIENT}"\nlet appClientSecret = "{SECRET}"\n', A, CLIENT, SECRET),
    ("Python", f'COGNITO = {{\n    "USER_POOL_ID": "{A}",  # prod\n    "APP_CLIENT_ID": "{CLIENT}",\n}}\n', A, CLIENT, ""),
    ("YAML outputs", f"ShopStack:\n  UserPoolId: {A}\n  UserPoolClientId: {CLIENT}\n", A, CLIENT, ""),
    ("YAML, a client id of digits", f"user_pool_id: {A}\nclient_id: 12345678901234567890123456\n", A, "12345678901234567890123456", ""),
    ("serverless.yml", f"service: shop\ncustom:\n  userPoolId: {A}\n  clientId: {CLIENT}\nprovider:\n  environment:\n    TABLE: !Ref Table\n    ARN: !Sub 'arn:${{AWS::Region}}'\n", A, CLIENT, ""),
    ("serverless info", f"service: shop\nstage: dev\nStack Outputs:\n  UserPoolId: {A}\n  UserPoolClientId: {CLIENT}\n", A, CLIENT, ""),
    ("SAM, list of outputs", json.dumps([{"OutputKey": "CognitoUserPoolId", "OutputValue": A}, {"OutputKey": "CognitoClientId", "OutputValue": CLIENT}]), A, CLIENT, ""),
    ("application.yml, Spring", f"spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          cognito:\n            client-id: {CLIENT}\n            client-secret: {SECRET}\n        provider:\n          cognito:\n            issuer-uri: {URL}\n", A, CLIENT, SECRET),
    ("application.properties, Spring", f"spring.security.oauth2.client.registration.cognito.client-id={CLIENT}\nspring.security.oauth2.client.registration.cognito.client-secret={SECRET}\nspring.security.oauth2.client.provider.cognito.issuerUri={URL}\n", A, CLIENT, SECRET),
    ("properties", f"aws.cognito.userPoolId = {A}\naws.cognito.clientId: {CLIENT}\n! a comment\n", A, CLIENT, ""),
    (".env, Next.js", f"NEXT_PUBLIC_COGNITO_USER_POOL_ID='{A}'\nNEXT_PUBLIC_COGNITO_CLIENT_ID={CLIENT} # web\n", A, CLIENT, ""),
    (".env, Vite with braces elsewhere", f"API={{host}}/v1\nHOST=${{HOST:-x}}\nVITE_USER_POOL_ID={A}\nVITE_USER_POOL_CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    (".env, Create React App", f"REACT_APP_COGNITO_USER_POOL_ID={A}\nREACT_APP_COGNITO_USER_POOL_APP_CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    (".env, Expo", f"export EXPO_PUBLIC_USER_POOL_ID={A}\nexport EXPO_PUBLIC_USER_POOL_CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    (".env, Vue", f"VUE_APP_USER_POOL_ID={A}\nVUE_APP_CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    (".env, SvelteKit", f'PUBLIC_COGNITO_POOL_ID="{A}"\nPUBLIC_COGNITO_CLIENT_ID="{CLIENT}"\n', A, CLIENT, ""),
    (".env, Nuxt", f"NUXT_OAUTH_COGNITO_CLIENT_ID={CLIENT}\nNUXT_OAUTH_COGNITO_CLIENT_SECRET={SECRET}\nNUXT_OAUTH_COGNITO_USER_POOL_ID={A}\nNUXT_OAUTH_COGNITO_REGION=us-east-1\nNUXT_SESSION_PASSWORD=thirty-two-characters-of-nothing\n", A, CLIENT, SECRET),
    (".env, Auth.js 5", f"AUTH_SECRET=AbCdEfGhIjKlMnOpQrStUvWxYz012345\nAUTH_COGNITO_ID={CLIENT}\nAUTH_COGNITO_SECRET={SECRET}\nAUTH_COGNITO_ISSUER={URL}\n", A, CLIENT, SECRET),
    (".env, next-auth 4", f"NEXTAUTH_SECRET=AbCdEfGhIjKlMnOpQrStUvWxYz012345\nCOGNITO_CLIENT_ID={CLIENT}\nCOGNITO_CLIENT_SECRET={SECRET}\nCOGNITO_ISSUER={URL}\nGOOGLE_CLIENT_ID={GOOGLE}\n", A, CLIENT, SECRET),
    ("a foreign region", f"AWS_REGION=ap-northeast-1\nCOGNITO_USER_POOL_ID={A}\nCOGNITO_CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    ("a secret that is called nothing else", json.dumps({"auth": {"cognito": {"userPoolId": A, "clientId": CLIENT, "secret": SECRET}}, "session": {"secret": "s" * 32}}), A, CLIENT, SECRET),
    ("a secret of the session in a flat file", f"USER_POOL_ID={A}\nCLIENT_ID={CLIENT}\nSECRET={SECRET}\nSESSION_SECRET={SECRET}\n", A, CLIENT, ""),
    ("PowerShell", f'$env:COGNITO_USER_POOL_ID = "{A}"\r\n$env:COGNITO_CLIENT_ID = "{CLIENT}"\r\n', A, CLIENT, ""),
    ("cmd.exe", f"set COGNITO_USER_POOL_ID={A}\r\nset COGNITO_CLIENT_ID={CLIENT}\r\n", A, CLIENT, ""),
    ("Dockerfile", f"FROM scratch\nENV USER_POOL_ID={A}\nENV CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    ("docker compose", f"services:\n  web:\n    environment:\n      - USER_POOL_ID={A}\n      - CLIENT_ID={CLIENT}\n", A, CLIENT, ""),
    ("terraform output -json", json.dumps(_TERRAFORM), A, CLIENT, SECRET),
    ("terraform output", f'user_pool_client_id = "{CLIENT}"\nuser_pool_id = "{A}"\nsecret = <sensitive>\n', A, CLIENT, ""),
    ("terraform.tfvars, a map", f'cognito = {{\n  user_pool_id = "{A}"\n  client_id    = "{CLIENT}"\n}}\nregion = "eu-north-1"\n', A, CLIENT, ""),
    ("CDK outputs, a construct's name", json.dumps(_CDK), A, CLIENT, ""),
    ("CDK outputs, exports and several stacks", json.dumps(_EXPORTS), A, CLIENT, ""),
    ("cdk deploy, as printed", f"Outputs:\nShopStack.UserPoolId = {A}\nShopStack.UserPoolClientId = {CLIENT}\nStack ARN:\narn:aws:cloudformation:us-east-1:1:stack/x/y\n", A, CLIENT, ""),
    ("describe-stacks", json.dumps(_STACKS), A, CLIENT, ""),
    ("describe-user-pool-client", json.dumps(_DESCRIBED), A, CLIENT, SECRET),
    ("SSM parameters", json.dumps(_SSM), A, CLIENT, ""),
    ("SSM parameter with a document", json.dumps(_SSM_ONE), A, CLIENT, ""),
    ("task definition", json.dumps(_TASK), A, CLIENT, ""),
    ("appsettings.json", json.dumps(_APPSETTINGS), A, CLIENT, SECRET),
    ("appsettings.json, OpenID Connect beside Google", json.dumps(_ASPNET_OIDC), A, CLIENT, SECRET),
    ("amplify_outputs.json", json.dumps(_AMPLIFY_2), A, CLIENT, ""),
    ("amplifyconfiguration.json", json.dumps(_AMPLIFY_1), A, CLIENT, ""),
    ("oidc-client-ts", f"const c = {{ authority: '{URL}', client_id: '{CLIENT}', redirect_uri: 'https://x' }}", A, CLIENT, ""),
    ("API Gateway authorizer", json.dumps({"JwtConfiguration": {"Issuer": URL, "Audience": [CLIENT]}}), A, CLIENT, ""),
    ("the desktop client among others", json.dumps({"S": {"UserPoolId": A, "WebClientId": OTHER, "PrivateClientId": "2p", "DesktopClientId": CLIENT}}), A, CLIENT, ""),
    ("a private client alone", json.dumps({"UserPoolId": A, "PrivateClientId": "2p"}), A, "2p", ""),
    ("a Google client beside it", json.dumps({"userPoolId": A, "google": {"clientId": OTHER}, "app": {"clientId": CLIENT}}), A, CLIENT, ""),
    ("INI", f"[cognito]\nuser_pool_id = {A}\nclient_id = {CLIENT}\n[other]\nclient_id = {OTHER}\n", A, CLIENT, ""),
)  # fmt: skip

# (kind, text, the pools and their clients)
SEVERAL_POOLS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("objects with different names", json.dumps({"A": {"UserPoolId": A, "UserPoolClientId": "1a"}, "B": {"UserPoolId": B, "DesktopClientId": "2b"}}), {A: "1a", B: "2b"}),
    ("stacks", json.dumps({"Shop": {"UserPoolId": A, "ClientId": CLIENT}, "Admin": {"UserPoolId": B, "ClientId": OTHER}}), {A: CLIENT, B: OTHER}),
    ("prefixes in one object", json.dumps({"S": {"ShopUserPoolId": A, "AdminUserPoolId": B, "AdminUserPoolClientId": OTHER, "ShopUserPoolClientId": CLIENT}}), {A: CLIENT, B: OTHER}),
    (".env with prefixes", f"DEV_USER_POOL_ID={A}\nPROD_USER_POOL_ID={B}\nPROD_CLIENT_ID={OTHER}\nDEV_CLIENT_ID={CLIENT}\n", {A: CLIENT, B: OTHER}),
    ("YAML", f"dev:\n  poolId: {A}\n  clientId: {CLIENT}\nprod:\n  poolId: {B}\n  clientId: {OTHER}\n", {A: CLIENT, B: OTHER}),
    ("HCL maps", f'pools = {{\n  dev = {{ user_pool_id = "{A}", client_id = "{CLIENT}" }}\n  prod = {{\n    user_pool_id = "{B}"\n    client_id = "{OTHER}"\n  }}\n}}\n', {A: CLIENT, B: OTHER}),
    ("TypeScript", f"export const dev = {{ userPoolId: '{A}', userPoolClientId: '{CLIENT}' }};\nexport const prod = {{ userPoolId: '{B}', userPoolClientId: '{OTHER}' }};\n", {A: CLIENT, B: OTHER}),
    ("describe-stacks of two", json.dumps({"Stacks": [{"StackName": n, "Outputs": [{"OutputKey": "UserPoolId", "OutputValue": p}, {"OutputKey": "ClientId", "OutputValue": c}]} for n, p, c in (("a", A, CLIENT), ("b", B, OTHER))]}), {A: CLIENT, B: OTHER}),
    ("sections", f"[dev]\nuser_pool_id={A}\nclient_id={CLIENT}\n[prod]\nuser_pool_id={B}\nclient_id={OTHER}\n", {A: CLIENT, B: OTHER}),
)  # fmt: skip
