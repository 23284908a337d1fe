"""An embedded Cognito for trying and testing. Checks what Cognito checks, and shares no code with the client."""
