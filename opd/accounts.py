"""How people come in: accounts are made by a coordinator, nobody signs up."""
from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False
