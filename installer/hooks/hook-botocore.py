"""The service models that the program uses: Cognito, and what an AWS profile of the admin flow may need."""

from PyInstaller.utils.hooks import collect_data_files

USED = ("cognito-idp", "cognito-identity", "sts", "sso", "sso-oidc")
datas = collect_data_files(
    "botocore",
    includes=[
        "data/partitions.json",
        "data/endpoints.json",
        "data/_retry.json",
        "data/sdk-default-configuration.json",
        *[f"data/{service}/**/*" for service in USED],
    ],
    excludes=["**/examples-1.json*", "**/paginators-1*", "**/waiters-*"],
)
