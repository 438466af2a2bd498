"""How people come in: accounts are made by a coordinator, nobody signs up."""
from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def set_password(self, user, password) -> None:
        """The person chose an own password: the temporary one is done with."""
        user.must_change_password = False
        super().set_password(user, password)
