from desktop_login.embedding.errors import KeychainLocked as KeychainLocked
from desktop_login.embedding.errors import LoginError as LoginError
from desktop_login.embedding.errors import LoginFailed as LoginFailed
from desktop_login.embedding.errors import Offline as Offline
from desktop_login.embedding.errors import Refused as Refused
from desktop_login.embedding.errors import SignInRequired as SignInRequired
from desktop_login.embedding.session import Session as Session
from desktop_login.embedding.values import Receipt as Receipt
from desktop_login.embedding.values import User as User

__version__: str
