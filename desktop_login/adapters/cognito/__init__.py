"""Amazon Cognito's wire protocol. AWS names end in this folder."""
