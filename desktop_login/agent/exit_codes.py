"""With what a command ends. Scripts rely on the numbers: none is ever given another meaning."""

DONE = 0
SOMETHING_IS_WRONG = 1  # done, and the answer is bad
WRONG_USE = 2  # or settings that cannot be read, or no pool
NOBODY = 3  # nobody is signed in, or the session is over
KEYCHAIN = 4  # locked, missing, or silent
LATER = 5  # no connection, a busy service, another process that holds the lock
REFUSED = 6  # not to be repeated
NO_ANSWER = 7  # nobody can be asked
OUR_MISTAKE = 70
INTERRUPTED = 130
