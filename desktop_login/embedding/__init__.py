"""What other programs build on: a session, its errors, HTTP, AWS and the window.

The public names are those of `desktop_login`, `desktop_login.http`, `desktop_login.aws` and
`desktop_login.qt`. The modules in here may change in any release.
"""
