"""Other languages: figures and dates by their tables, and silence about what cannot be judged."""

import pytest

from domain.script.grounding.check import check_turn
from domain.script.grounding.citing import cite
from domain.script.grounding.finding import FindingKind

BORNE_OUT = [
    ("de", "Der Turm ist 1.184 m hoch, seit 1984.", "Seit neunzehnhundertvierundachtzig steht er, 1184 Meter hoch."),
    ("de", "Es waren 1,5 Millionen Besucher, 33 % mehr.", "1,5 Millionen, ein Drittel mehr."),
    ("de", "Am 3. März 1911 kamen 23 Schiffe.", "Dreiundzwanzig Schiffe kamen am 3. März."),
    ("de", "Rund 900 Liter liefen aus.", "Etwa neunhundert Liter waren es."),
    ("de", "Die Stiftung heißt „Haus am See“.", "„Haus am See“ heißt die Stiftung. Das Haus steht am See."),
    (
        "fr",
        "Il mesure 97 mètres depuis 1871.",
        "Il fait quatre-vingt-dix-sept mètres depuis mille huit cent soixante et onze.",
    ),
    ("fr", "Le 14 juillet, 1,5 million de personnes.", "Un million et demi de personnes, le quatorze juillet."),
    (
        "fr",
        "Pasteur l’a dit : « le hasard ne favorise que les esprits préparés ».",
        "« Le hasard ne favorise que les esprits préparés », disait Pasteur.",
    ),
    (
        "es",
        "Tiene 1.250.000 habitantes y 32 barrios.",
        "Tiene treinta y dos barrios y un millón doscientos cincuenta mil habitantes.",
    ),
    ("es", "El 5 de mayo de 1862 hubo 500 heridos.", "El cinco de mayo hubo quinientos heridos."),
    ("it", "Nel 1861 erano 23 milioni.", "Nel milleottocentosessantuno erano ventitré milioni."),
    ("pt", "São 145 km até o mar.", "São cento e quarenta e cinco quilômetros até o mar."),
    ("nl", "De dijk is 32 km lang.", "De dijk is tweeëndertig kilometer lang."),
    ("pl", "Most ma 412 metrów i powstał w 1973 roku.", "W 1973 roku powstał most, ma 412 metrów."),
    ("ru", "Мост построен в 1973 году.", "В 1973 году построили мост."),
    ("zh", "这座桥建于1973年，长412米。", "这座桥是1973年建的，有412米长。"),
    ("ja", "橋は1973年に完成した。", "1973年に橋が完成しました。"),
    ("ar", "بني الجسر عام 1973.", "في عام 1973 بني الجسر."),
    ("hi", "पुल 1973 में बना।", "1973 में पुल बना था।"),
    ("ko", "다리는 1973년에 지어졌다.", "1973년에 다리가 지어졌습니다."),
]

CHANGED = [
    ("de", "Es kamen 23 Schiffe.", "Zweiunddreißig Schiffe kamen."),
    ("de", "Es kamen 1.500 Leute.", "Es kamen 15.000 Leute."),
    ("fr", "Il mesure 97 mètres.", "Il fait soixante-dix-sept mètres."),
    ("es", "Tiene 32 barrios.", "Tiene veintitrés barrios."),
    ("it", "Erano 23 milioni.", "Erano trentadue milioni."),
    ("pt", "São 145 km.", "São cento e cinquenta e quatro quilômetros."),
    ("nl", "De dijk is 32 km lang.", "De dijk is drieëntwintig kilometer lang."),
    ("pl", "Most powstał w 1973 roku.", "Most powstał w 1937 roku."),
    ("ru", "Мост построен в 1973 году.", "Мост построен в 1937 году."),
    ("zh", "这座桥建于1973年。", "这座桥建于1937年。"),
]

WRITTEN_BY_CHARACTERS = [
    ("zh", "中国有14亿人口。", "中国有十四亿人。"),
    ("zh", "中国有十四亿人口。", "中国有14亿人。"),
    ("zh", "大约有三百五十万人。", "大约有350万人。"),
    ("ja", "人口は1億2千万人だ。", "人口は一億二千万人です。"),
    ("ko", "인구는 5천만 명이다.", "인구는 오천만 명입니다."),
    ("th", "สะพานยาว 412 เมตร", "สะพานยาวสี่ร้อยสิบสองเมตร"),
    ("fi", "Silta on 412 metriä pitkä.", "Silta on neljäsataakaksitoista metriä pitkä."),
]


@pytest.mark.parametrize(("language", "source", "turn"), BORNE_OUT + WRITTEN_BY_CHARACTERS)
def test_the_same_in_other_words_raises_no_alarm(language: str, source: str, turn: str) -> None:
    assert check_turn(turn, [source], language=language) == ()


@pytest.mark.parametrize(("language", "source", "turn"), CHANGED)
def test_another_number_is_found(language: str, source: str, turn: str) -> None:
    assert FindingKind.NUMBER in [one.kind for one in check_turn(turn, [source], language=language)]


def test_a_translation_is_judged_by_its_figures_alone() -> None:
    source = "The London Bridge Trust was never rich: it had 40 members. “We ask for nothing,” wrote Ann Lee."
    turn = "Der Londoner Verein hatte vierzig Mitglieder. „Wir bitten um nichts“, schrieb Anna Lee."
    assert check_turn(turn, [source], language="de", source_language="en") == ()
    wrong = "Der Londoner Verein hatte vierzehn Mitglieder."
    [finding] = check_turn(wrong, [source], language="de", source_language="en")
    assert finding.words == "vierzehn"


def test_an_invented_quotation_is_found_in_any_language() -> None:
    for language, source, turn in (
        ("de", "Er ging nach Hause.", "Er sagte: „Ich komme nie wieder zurück.“"),
        ("fr", "Il rentra.", "Il a dit : « je ne reviendrai jamais ici »."),
        ("ja", "彼は家に帰った。", "彼は「二度と ここには 戻らない」と言った。"),
    ):
        assert FindingKind.QUOTATION in [one.kind for one in check_turn(turn, [source], language=language)]


@pytest.mark.parametrize("language", ["en", "de", "zh", "xx", ""])
def test_odd_texts_raise_neither_alarm_nor_error(language: str) -> None:
    for turn in ("", "…", "“”", "?!", "—", "a", "I", "42?", "½", "\u200b", "12:99", "1.2.3.4.5", "$", "%", "…" * 500):
        source = f"{turn} and more of it. "
        assert check_turn(turn, [source], language=language) == (), turn
    assert cite("", []) == ()
