from desktop_login.embedding.answers import Answers as Answers
from desktop_login.embedding.answers import Choice as Choice
from desktop_login.embedding.answers import Command as Command
from desktop_login.embedding.answers import Question as Question
from desktop_login.embedding.brand import Brand as Brand
from desktop_login.embedding.brand import BrandLinks as BrandLinks
from desktop_login.embedding.brand import BrandShow as BrandShow
from desktop_login.embedding.errors import KeychainLocked as KeychainLocked
from desktop_login.embedding.errors import LoginError as LoginError
from desktop_login.embedding.errors import LoginFailed as LoginFailed
from desktop_login.embedding.errors import Offline as Offline
from desktop_login.embedding.errors import Refused as Refused
from desktop_login.embedding.errors import SignInRequired as SignInRequired
from desktop_login.embedding.hooks import Hooks as Hooks
from desktop_login.embedding.hooks import Refusal as Refusal
from desktop_login.embedding.session import Session as Session
from desktop_login.embedding.values import Receipt as Receipt
from desktop_login.embedding.values import SessionState as SessionState
from desktop_login.embedding.values import TokenKind as TokenKind
from desktop_login.embedding.values import User as User

__version__: str
