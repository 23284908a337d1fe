"""The API of Amazon Cognito. Its parameter names and error codes appear in this folder only."""
