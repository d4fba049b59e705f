"""Names of speakers as models write them: folded, without titles, told apart from roles and numbers."""

import re
import unicodedata
from dataclasses import dataclass

from domain.tts.speaker import Role

_TITLES = (
    "dr prof mr mrs ms miss mx sir dame lord lady rev reverend herr frau senor senora sr sra monsieur madame mme mlle "
    "dott dottore ing signor signora phd md jr the"
)
_SAME_TITLE = {"doctor": "dr", "professor": "prof"}

_ROLES = {
    Role.HOST: (
        "host cohost hostess interviewer moderator presenter anchor questioner interviewerin moderatorin gastgeber "
        "gastgeberin animateur animatrice presentateur presentatrice hote presentador presentadora anfitrion "
        "anfitriona entrevistador entrevistadora moderador moderadora conduttore conduttrice moderatore "
        "intervistatore apresentador apresentadora anfitriao presentator gastheer prowadzacy prowadzaca 主持人 司会 "
        "진행자 ведущии ведущая"
    ),
    Role.EXPERT: (
        "expert guest interviewee specialist respondent panelist expertin experte gast invite invitee experto experta "
        "invitado invitada esperto esperta ospite especialista convidado convidada deskundige gosc ekspert ekspertka "
        "scientist researcher analyst 专家 嘉宾 専門家 ゲスト 전문가 эксперт гость"
    ),
}  # fmt: skip
NO_NAME = {"speaker", "person", "voice", "participant", "man", "woman", "character", "part", "number", "nr", "no"}
"""Words that a number makes a person of: "Speaker 2"."""

_NUMBERS = {"one": 1, "two": 2, "three": 3, "first": 1, "second": 2, "a": 1, "b": 2, "c": 3, "d": 4}
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})
_ASIDE = re.compile(r"[(\[{（【](.*?)(?:[)\]}）】]|$)|(?:\s[-–—]\s|[,/|;])(.*)$")


@dataclass(frozen=True, slots=True)
class SpeakerName:
    """`words`: of the name itself, `aside`: of what stands in brackets, behind a comma or a dash. Both without titles.

    `number` makes a person of `words`, a role or a word like "speaker"; `title` is set where the name is nothing else.
    """

    whole: str
    words: tuple[str, ...]
    aside: tuple[str, ...]
    number: int | None
    title: str

    @property
    def role(self) -> Role | None:
        return _role(self.words)

    @property
    def role_aside(self) -> Role | None:
        return _role(self.aside)


def folded(name: str) -> str:
    """Without case, accents and punctuation: "José Núñez" is "jose nunez", and Müller is Mueller.

    A name that holds neither letters nor digits ("🦊") is what it is.
    """
    return " ".join(_words(name)) or name.strip().casefold()


def _words(name: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    plain = re.sub(r"([aou])e", r"\1", re.sub("['’]", "", plain.translate(_UNDECOMPOSED)))
    return [_SAME_TITLE.get(one, one) for one in re.findall(r"[^\W\d_]+|\d+", plain)]


_ROLE_OF = {word: role for role, words in _ROLES.items() for word in _words(words)}
_TITLE_WORDS = frozenset(_words(_TITLES))


def speaker_name(name: str) -> SpeakerName:
    asides = _ASIDE.search(name)
    every = _words(_ASIDE.sub(" ", name))
    bare, number = _numbered(every)
    words = tuple(one for one in bare if one not in _TITLE_WORDS)
    titles = [one for one in every if one in _TITLE_WORDS]
    aside = _words((asides[1] or asides[2] or "") if asides else "")
    return SpeakerName(
        whole=folded(name),
        words=words,
        aside=tuple(one for one in aside if one not in _TITLE_WORDS),
        number=number,
        title=titles[-1] if titles and not words else "",
    )


def titles_of(name: str) -> frozenset[str]:
    return frozenset(_words(name)) & _TITLE_WORDS


def _numbered(words: list[str]) -> tuple[list[str], int | None]:
    """The words without the number at their end, or at their beginning ("first speaker"), and the number."""
    if not words:
        return words, None
    for at, rest in ((-1, words[:-1]), (0, words[1:])):
        number = int(words[at]) if words[at].isdecimal() and len(words[at]) < 4 else None
        spelled = _NUMBERS.get(words[at]) if rest and all(one in _ROLE_OF or one in NO_NAME for one in rest) else None
        if number is not None and at == -1:
            return rest, number
        if spelled is not None and (at == -1 or words[at] != "a"):
            return rest, spelled
    return words, None


def _role(words: tuple[str, ...]) -> Role | None:
    roles = {_ROLE_OF[one] for one in words if one in _ROLE_OF}
    return roles.pop() if len(roles) == 1 else None
