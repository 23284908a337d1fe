"""A desktop sign-in client for Amazon Cognito user pools."""

__version__ = "0.1.0"
