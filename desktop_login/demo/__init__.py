"""An embedded Cognito for trying and testing. Checks everything it claims, and shares no code with the client above floor 0."""
