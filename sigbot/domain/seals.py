"""Turn e-mail addresses into keyed hashes, by which they are recognized and never read."""

import hmac
from dataclasses import dataclass, field


def seal_digest(secret: bytes, digest: str) -> str:
    """Return the hash of an e-mail address as it is kept: of no use to those without the secret."""
    return hmac.digest(secret, digest.encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class EmailSeal:
    """Turns an e-mail address into its hash: with the key beside the hashes, then with the secret.

    There are two steps, as earlier versions made hashes with that `key` alone; they were sealed
    with the secret later.
    """

    secret: bytes = field(repr=False)
    key: str = field(repr=False)
    community_id: int

    def __call__(self, email: str) -> str:
        address = f"{self.community_id}:{email}".encode()
        inner = hmac.digest(bytes.fromhex(self.key), address, "sha256").hex()
        return seal_digest(self.secret, inner)
