@"%~dp0..\desktop-login-cli.exe" %*
