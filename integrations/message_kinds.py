"""Every kind of message the portal sends: when, with which variables, and in which predefined words."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.language import N_, _
from integrations.templating import Words


@dataclass(frozen=True, slots=True)
class Variable:
    """What a template may name. A secret one is sealed until the message is sent and shown to nobody afterwards."""

    name: str
    meaning: str
    example: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message. `body` is made of paragraphs, each a mark of the template language and its words."""

    code: str
    title: str
    about: str
    names: tuple[str, ...]
    subject: str
    body: tuple[tuple[str, str], ...]
    needed: frozenset[str] = frozenset()
    sms: str = ""
    asked: bool = False  # somebody waits for it: sent even to a mailbox that refused mail before

    @property
    def channels(self) -> tuple[str, ...]:
        return ("email", "sms") if self.sms else ("email",)

    @property
    def variables(self) -> tuple[Variable, ...]:
        return tuple(VARIABLES[name] for name in (*self.names, *COMMON))

    @property
    def secrets(self) -> frozenset[str]:
        return frozenset(one.name for one in self.variables if one.secret)


def known(kind: Kind, *, subject: bool = False) -> set[str]:
    """The names its words may use; a subject is read on locked screens and holds no secrets."""
    return {one.name for one in kind.variables} - (kind.secrets if subject else frozenset())


def predefined(kind: Kind, channel: str) -> Words:
    """The words that come with the portal, in the current language."""
    if channel == "sms":
        return Words("", _(kind.sms))
    return Words(_(kind.subject), "\n\n".join(mark.replace("*", _(words)) if words else mark
                                              for mark, words in kind.body))  # fmt: skip


def _variable(name: str, meaning: str, example: str, *, secret: bool = False) -> tuple[str, Variable]:
    return name, Variable(name, meaning, example, secret)


VARIABLES: dict[str, Variable] = dict([
    _variable("name", N_("The name of the person it goes to"), "Maria Ionescu"),
    _variable("company", N_("The name of your company"), ""),
    _variable("phone", N_("The telephone of your company"), ""),
    _variable("email", N_("The e-mail address of your company"), ""),
    _variable("portal", N_("The address of the portal"), ""),
    _variable("sent", N_("The time it was written"), "14:02"),
    _variable("until", N_("Until when what it brings can be used"), "14:07"),
    _variable("when", N_("Day and time of what happened"), ""),
    _variable("code", N_("The six digits"), "135246", secret=True),
    _variable("link", N_("The link that opens the portal once"), "", secret=True),
    _variable("device", N_("Browser and system"), "Firefox, Windows"),
    _variable("ip", N_("The network address"), "203.0.113.7"),
    _variable("new", N_("What it was changed to"), "maria@example.com"),
    _variable("client", N_("The client it is about"), "Grup Miramar"),
    _variable("documents", N_("How many documents"), "12"),
    _variable("titles", N_("The titles of the first of them"), ""),
    _variable("address", N_("The page of the portal it is about"), ""),
    _variable("number", N_("The number of the record it is about"), "F-2026/118"),
    _variable("month", N_("The month it tells of"), "October 2026"),
    _variable("people", N_("How many people used the portal"), "48"),
    _variable("sign_ins", N_("How often people signed in"), "131"),
    _variable("answered", N_("On how many days people found what they needed by themselves"), "97"),
])  # fmt: skip
COMMON = ("company", "phone", "email", "portal", "sent")
_TEXT, _NOTE, _CODE, _LINK, _ADDRESS = "*", "> *", "{{code}}", "[*]({{link}})", "[*]({{address}})"
_BOTH = frozenset({"code", "link"})
_HELLO = (_TEXT, N_("Hello {{name}},"))
_NOT_YOU = (_NOTE, N_("That was not you? Call us at once: {{phone}}"))
_WHEN = (_NOTE, N_("When: {{when}}"))
_NEVER_TELL = N_("Never give a code to anybody who asks you for it.")
_AGAIN = (_NOTE, N_("Valid until {{until}}; it works once. Afterwards you get in with your e-mail address: {{portal}}"))
_ELSEWHERE = (_TEXT, N_("If the page asks for a code, enter this one:"))

KINDS: dict[str, Kind] = {kind.code: kind for kind in (
    Kind(
        "sign_in_code", N_("Sign-in code"), N_("When somebody asks for a code to sign in."), ("code", "name", "until"),
        N_("Your sign-in code for {{company}}"),
        (
            (_TEXT, N_("Enter this code on the page where you asked for it.")), (_CODE, ""),
            (_NOTE, N_("Sent {{sent}}, valid until {{until}}. It works once.")),
            (_NOTE, N_("You did not ask for a code? Then somebody typed your address by mistake: nothing has happened, "
                       "and you need not do anything.")),
            (_NOTE, _NEVER_TELL),
        ),
        frozenset({"code"}), N_("{{code}} is your code for {{company}}. Valid until {{until}}."), asked=True,
    ),
    Kind(
        "invitation", N_("Invitation"), N_("When staff give a person access to the portal."),
        ("link", "code", "name", "until"), N_("Your access to the portal of {{company}}"),
        (
            _HELLO, (_TEXT, N_("{{company}} has opened its client portal for you: your visits, documents, invoices and "
                               "requests in one place. You need no password.")),
            (_LINK, N_("Open the portal")), _ELSEWHERE, (_CODE, ""), _AGAIN, (_NOTE, _NEVER_TELL),
        ),
        _BOTH, N_("{{company}}: your access to the client portal. {{link}} Code: {{code}}. Valid until {{until}}."),
        asked=True,
    ),
    Kind(
        "staff_invitation", N_("Invitation of staff"), N_("When a member of your own company gets an account."),
        ("address", "name"), N_("Your staff account at {{company}}"),
        (
            _HELLO, (_TEXT, N_("You have been given a staff account in the client portal of {{company}}.")),
            (_ADDRESS, N_("Sign in")),
            (_NOTE, N_("Enter the e-mail address this message came to; a code is then sent to it.")),
            (_NOTE, _NEVER_TELL),
        ),
        asked=True,  # no link that opens: staff prove themselves at every door
    ),
    Kind(
        "recovery", N_("Forgotten password"), N_("When somebody has forgotten the password, or staff send the way in."),
        ("link", "code", "name", "until"), N_("Your way back into the portal of {{company}}"),
        (
            (_TEXT, N_("This link opens the portal without a password. Afterwards you can choose a new one.")),
            (_LINK, N_("Open the portal")), _ELSEWHERE, (_CODE, ""), _AGAIN,
            (_NOTE, N_("You did not ask for this? Then you need not do anything: without this message nobody gets "
                       "in.")),
            (_NOTE, _NEVER_TELL),
        ),
        _BOTH, N_("{{company}}: your way back into the portal. {{link}} Code: {{code}}. Valid until {{until}}."),
        asked=True,
    ),
    Kind(
        "new_device", N_("New device"), N_("When somebody signs in from a browser not seen before."),
        ("name", "device", "ip", "when"), N_("A new device has signed in at {{company}}"),
        (
            _HELLO, (_TEXT, N_("Somebody has signed in to your account from a device we did not know.")),
            (_NOTE, N_("Device: {{device}}")), (_NOTE, N_("Network address: {{ip}}")), _WHEN,
            (_TEXT, N_("If that was you, all is well. If not, sign out everywhere under “My account”.")),
            _NOT_YOU,
        ),
    ),
    Kind(
        "password_changed", N_("Password changed"), N_("When a person has chosen or removed a password."),
        ("name", "when", "device", "ip"), N_("Your password at {{company}} was changed"),
        (_HELLO, (_TEXT, N_("The password of your account was changed.")), _WHEN, _NOT_YOU),
    ),
    Kind(
        "email_changed", N_("E-mail address changed"),
        N_("When the address of an account has changed; the old address is told too."),
        ("name", "new", "when", "device", "ip"), N_("Your e-mail address at {{company}} was changed"),
        (_HELLO, (_TEXT, N_("The e-mail address of your account was changed.")),
         (_NOTE, N_("New address: {{new}}")), _WHEN, _NOT_YOU),
    ),
    Kind(
        "phone_changed", N_("Telephone number changed"), N_("When the mobile number of an account has changed."),
        ("name", "new", "when", "device", "ip"), N_("Your telephone number at {{company}} was changed"),
        (_HELLO, (_TEXT, N_("The telephone number of your account was changed.")),
         (_NOTE, N_("New number: {{new}}")), _WHEN, _NOT_YOU),
    ),
    Kind(
        "second_factor_changed", N_("Second step changed"),
        N_("When an authenticator app, a passkey or recovery codes were added or removed."),
        ("name", "when", "device", "ip"),
        N_("The second step of your account at {{company}} was changed"),
        (_HELLO, (_TEXT, N_("The second step of signing in to your account was changed: an authenticator app, a "
                            "passkey or recovery codes were added or removed.")), _WHEN, _NOT_YOU),
    ),
    Kind(
        "access_given", N_("Access given"), N_("When a person who can sign in already is given another client."),
        ("name", "client"), N_("You have access to more at {{company}}"),
        (
            _HELLO, (_TEXT, N_("You can now see this in the client portal, with the account you have:")),
            (_TEXT, "**{{client}}**"), ("[*]({{portal}})", N_("Open the portal")),
        ),
    ),
    Kind(
        "access_revoked", N_("Access ended"), N_("When staff take a person's access away."), ("name", "client"),
        N_("Your access at {{company}} has ended"),
        (
            _HELLO, (_TEXT, N_("Your access to the client portal has ended.")), (_TEXT, "**{{client}}**"),
            (_NOTE, N_("Do you think that is a mistake? Please write to us: {{email}}")),
        ),
    ),
    Kind(
        "download_ready", N_("Download ready"), N_("When the ZIP file somebody asked for is packed."),
        ("documents", "address", "name", "until"), N_("Your documents are ready to download"),
        (
            (_TEXT, N_("The ZIP file you asked for is ready.")), (_NOTE, N_("Documents in it: {{documents}}")),
            (_ADDRESS, N_("Open my downloads")),
            (_NOTE, N_("It is kept until {{until}} and opens for you alone, after you have signed in.")),
        ),
        asked=True,
    ),
    Kind(
        "file_received", N_("Files handed over"), N_("When staff hand files over to a client."),
        ("name", "client", "address"), N_("{{company}} has handed over files to you"),
        (
            _HELLO, (_TEXT, N_("New files wait for you in the client portal:")), (_TEXT, "**{{client}}**"),
            (_ADDRESS, N_("Open my files")),
        ),
    ),
    Kind(
        "documents_published", N_("New documents"), N_("When staff have published documents: once for each batch."),
        ("documents", "titles", "client", "address", "name"), N_("New documents from {{company}}"),
        (
            _HELLO, (_TEXT, N_("{{company}} has published new documents for you.")), (_TEXT, "**{{client}}**"),
            (_NOTE, N_("Documents: {{documents}}")), (_NOTE, "{{titles}}"),
            (_ADDRESS, N_("Open the documents")),
            (_NOTE, N_("You can switch notices by e-mail off under “My account”.")),
        ),
    ),
    Kind(
        "record_waiting", N_("Reminder of a record"),
        N_("When staff remind a client of an invoice nobody opened, or of a quote without an answer."),
        ("address", "name", "number", "client"), N_("{{number}} is waiting for you at {{company}}"),
        (
            _HELLO, (_TEXT, N_("There is something in the client portal that waits for you:")),
            (_TEXT, "**{{number}} · {{client}}**"), (_ADDRESS, N_("Open it in the portal")),
            (_NOTE, N_("Have you dealt with it already? Then you need not do anything.")),
        ),
    ),
    Kind(
        "erasure_asked", N_("Somebody asks to be erased"),
        N_("When a person asks that their data be erased, to managers and administrators."), ("address", "name"),
        N_("{{company}}: somebody asks to be erased"),
        (
            _HELLO, (_TEXT, N_("Somebody asks in the client portal that their data be erased. The law gives you a "
                               "month to answer.")),
            (_ADDRESS, N_("Look at the request")),
        ),
    ),
    Kind(
        "erasure_declined", N_("Erasure declined"), N_("When staff decline that a person's data be erased."),
        ("address", "name"), N_("Your request at {{company}} was answered"),
        (
            _HELLO, (_TEXT, N_("You asked that your data be erased. We cannot do so now; your account says why.")),
            (_ADDRESS, N_("Read the answer")),
            (_NOTE, N_("You can ask again at any time, or write to us: {{email}}")),
        ),
        asked=True,
    ),
    Kind(
        "usage_summary", N_("Monthly summary of usage"),
        N_("On the first day of a month, to managers and administrators: how clients used the portal."),
        ("address", "name", "month", "people", "sign_ins", "documents", "answered"),
        N_("The portal of {{company}} in {{month}}"),
        (
            _HELLO, (_TEXT, N_("This is how clients used the portal in {{month}}.")),
            (_NOTE, N_("Active people: {{people}}")), (_NOTE, N_("Sign-ins: {{sign_ins}}")),
            (_NOTE, N_("Documents opened: {{documents}}")),
            (_NOTE, N_("Questions answered without us: {{answered}}")),
            (_ADDRESS, N_("Look at the figures")),
            (_NOTE, N_("This summary can be switched off on the page of the figures.")),
        ),
    ),
)}  # fmt: skip
